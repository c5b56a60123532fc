/**
 * The record in memory, for tests and demonstrations: nothing survives the process.
 *
 * <p>Threads: as the SPI says. A leaf: nothing but the composition root and tests imports it; it
 * imports store and what store imports.
 */
package dev.sealwright.engine.store.memory;
