/**
 * CA keys on PKCS#11 tokens: the {@link dev.sealwright.engine.key.pkcs11.Cryptoki} SPI that drivers
 * implement, and {@link dev.sealwright.engine.key.pkcs11.Token}, the vault on top of it.
 *
 * <p>The names of the standard (PKCS#11 2.40 and 3.1) are kept as they are. Threads: a token is
 * shared, a session belongs to the one platform thread that opened it (INVARIANT I6). Imports
 * fault, x509, key and dev.sealwright.hsm.
 */
package dev.sealwright.engine.key.pkcs11;
