package dev.sealwright.engine.store.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;

/**
 * An empty database that is filled in one transaction: until {@link #commit} returns nothing is in
 * it, and closing without it leaves it as it was.
 *
 * <p>Threads: one.
 */
public interface CopyTarget extends AutoCloseable {
  /**
   * Keeps nodes out and makes room.
   *
   * @param certificates months in which certificates were reserved
   * @param events months of audit events
   * @return id of a node that is gone, to which everything unfinished is given
   * @throws dev.sealwright.engine.fault.CaException STORE_UNAVAILABLE when it is not empty, nodes
   *     are alive, or its tables are of another version
   */
  byte[] begin(Set<YearMonth> certificates, Set<YearMonth> events) throws SQLException;

  /** The columns of a table as the target has them, in its order. */
  List<Column> columns(String table) throws SQLException;

  /** Writes all rows, which have these columns in this order; how many there were. */
  long write(String table, List<Column> columns, ResultSet rows) throws SQLException;

  /** Sees what was written. Stays with the target. */
  Connection connection();

  /** The end of it: what was written becomes the record. */
  void commit() throws SQLException;

  @Override
  void close();
}
