/**
 * Certification requests (RFC 2986): hostile bytes in, trusted request out, once; and the content
 * of the requests that a CA makes for itself.
 *
 * <p>Threads: immutable values and pure functions. Imports fault and x509.
 */
package dev.sealwright.engine.csr;
