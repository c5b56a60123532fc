/**
 * The record in PostgreSQL, for several nodes at once: any of them may die at any moment, and so
 * may the leader of the database.
 *
 * <p>Threads: the committer's writes, over a connection of its own; one of the store keeps this
 * process a node among others; readers share a pool. A leaf: nothing but the composition root
 * imports it; it imports store and what store imports.
 */
package dev.sealwright.engine.store.postgres;
