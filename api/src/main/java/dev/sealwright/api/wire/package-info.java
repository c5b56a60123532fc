/**
 * The published model on the wire: JSON in and out by the shapes' own constraints, the operations
 * with their errors, the names of resources, and the one place where failures become errors.
 *
 * <p>Threads: immutable values and stateless codecs. Imports shape, the engine's fault package and
 * the bytes of x509; Jackson's streaming core for JSON.
 */
package dev.sealwright.api.wire;
