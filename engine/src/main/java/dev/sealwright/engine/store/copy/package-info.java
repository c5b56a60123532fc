/**
 * Moves a record from the embedded store into an empty database of several nodes, and holds both
 * against each other, row by row.
 *
 * <p>Threads: one. Plain JDBC; it imports fault alone. The stores give it the two ends.
 */
package dev.sealwright.engine.store.copy;
