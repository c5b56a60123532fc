package dev.sealwright.engine.store.copy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/** Holds the rows of a table on both sides against each other, every column. Threads: one. */
final class RowComparison {
  /** Rows that the target sends at a time. */
  private static final int FETCHED = 1_000;

  private RowComparison() {}

  /**
   * Compares the whole table; the rows that both sides have.
   *
   * @throws CaException RECORD_UNREADABLE at the first difference
   */
  static long compare(CopiedTable table, List<Column> columns, Connection source, Connection target)
      throws SQLException {
    try (Statement here = source.createStatement();
        Statement there = target.createStatement()) {
      there.setFetchSize(FETCHED);
      long rows = 0;
      try (ResultSet left = here.executeQuery(table.fromSource(columns));
          ResultSet right = there.executeQuery(table.fromTarget(columns))) {
        while (left.next()) {
          rows++;
          if (!right.next()) {
            throw differs(table, rows, "is not there");
          }
          for (int i = 1; i <= columns.size(); i++) {
            Column column = columns.get(i - 1);
            if (!Objects.equals(column.value(left, i), column.value(right, i))) {
              throw differs(table, rows, "differs in column " + column.name());
            }
          }
        }
        if (right.next()) {
          throw differs(table, rows + 1, "was not copied by this command");
        }
      }
      if (count(here, table.countInSource()) != rows
          || count(there, table.countInTarget()) != rows) {
        throw differs(table, rows, "is the last, and the counts are others");
      }
      return rows;
    }
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static CaException differs(CopiedTable table, long row, String how) {
    return new CaException(
        Failure.RECORD_UNREADABLE,
        "the copy is not the same: row %d of table %s %s".formatted(row, table.name(), how));
  }
}
