/**
 * What the published templates put into a certificate, and for how long it lives.
 *
 * <p>Threads: immutable values and pure functions. Imports fault, x509, csr and authority.
 */
package dev.sealwright.engine.template;
