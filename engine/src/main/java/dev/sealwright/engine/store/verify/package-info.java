/**
 * Looks at everything on record and says what is wrong with it, for either of the databases: plain
 * JDBC, so that a record that does not read back is a finding and not the end.
 *
 * <p>Threads: one reads, several compute. It imports store.sql, authority and x509; the stores open
 * the connections for it.
 */
package dev.sealwright.engine.store.verify;
