/**
 * Buckets in memory, for tests and demonstrations: nothing survives the process.
 *
 * <p>Threads: as the SPI says. A leaf: nothing but the composition root and tests imports it.
 */
package dev.sealwright.engine.bucket.memory;
