/**
 * What is on record: the {@link dev.sealwright.engine.store.Store} SPI, what may be written to it,
 * and the one thread that writes.
 *
 * <p>Threads: reads from any thread; {@link dev.sealwright.engine.store.Store#commit} from the
 * committer's thread alone. Imports fault, queue, x509, key, authority and audit.
 */
package dev.sealwright.engine.store;
