/**
 * The contract on the wire: one record for each request and response with the model's constraints
 * on it, JSON in and out, and the one place where failures become errors.
 *
 * <p>The reader builds a record before it has judged the whole document, so a record's constructor
 * must bear null in a required member; such a record never leaves the reader.
 *
 * <p>Threads: immutable values and stateless codecs. Imports the engine's fault package and the
 * bytes of x509; Jackson's streaming core for JSON.
 */
package dev.sealwright.api.wire;
