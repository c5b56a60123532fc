/**
 * The tables of the record that SQLite and PostgreSQL have in common, in plain JDBC: one schema,
 * and the few queries that differ as a {@link dev.sealwright.engine.store.sql.Dialect}.
 *
 * <p>Threads: reads from any; what writes belongs to the writer's thread. It imports store and what
 * store imports; only the stores over it import it.
 */
package dev.sealwright.engine.store.sql;
