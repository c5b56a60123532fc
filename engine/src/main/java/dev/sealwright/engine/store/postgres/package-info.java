/**
 * The record on PostgreSQL, for several nodes.
 *
 * <p>Threads: as the SPI says. A leaf: nothing but the composition root imports it; it imports
 * store and what store imports.
 */
package dev.sealwright.engine.store.postgres;
