/**
 * The shapes of the published model: one record for each request, response and structure, one enum
 * for each closed set, with the model's constraints on the members.
 *
 * <p>The reader builds a record before it has judged the whole document, so a record's constructor
 * must bear null in a required member; such a record never leaves the reader.
 *
 * <p>Threads: immutable values. Imports the bytes of the engine's x509 package only.
 */
package dev.sealwright.api.shape;
