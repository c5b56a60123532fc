/**
 * The contract on the wire: one record for each request and response with the model's constraints
 * on it, JSON in and out, and the one place where failures become errors.
 *
 * <p>Threads: immutable values and stateless codecs. Imports the engine's fault package only.
 */
package dev.sealwright.api.wire;
