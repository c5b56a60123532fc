/**
 * The record in one SQLite file, for a single node: WAL, a sync at every commit, one process per
 * file.
 *
 * <p>Threads: as the SPI says. The writer's connection serves {@code commit} alone, a few read-only
 * connections serve all readers, one thread with a connection of its own folds the WAL in. A leaf:
 * nothing but the composition root imports it; it imports store and what store imports.
 */
package dev.sealwright.engine.store.embedded;
