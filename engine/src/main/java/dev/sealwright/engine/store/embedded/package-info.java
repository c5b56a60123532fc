/**
 * The embedded store: one SQLite file in WAL mode, synchronous=FULL, for one process.
 *
 * <p>Threads: one writer connection, used by the committer's thread; a few read-only connections
 * beside it, each lent to one thread at a time. Imports store and what stands before it.
 */
package dev.sealwright.engine.store.embedded;
