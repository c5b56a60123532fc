/**
 * The pure values of RFC 5280 and their DER: names, serials, extensions, public keys, the TBS
 * certificate. No I/O, no clock, no key.
 *
 * <p>Threads: immutable values and pure functions. Imports fault only.
 */
package dev.sealwright.engine.x509;
