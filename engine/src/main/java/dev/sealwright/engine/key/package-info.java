/**
 * Where CA keys live and what may be asked of them: the {@link dev.sealwright.engine.key.KeyVault}
 * SPI.
 *
 * <p>Threads: a vault is shared, a {@link dev.sealwright.engine.key.KeySession} belongs to the one
 * platform thread that opened it. Imports fault and x509.
 */
package dev.sealwright.engine.key;
