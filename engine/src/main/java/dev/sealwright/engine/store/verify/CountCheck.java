package dev.sealwright.engine.store.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Holds counters and tables against each other, all at one moment. Threads: one. */
final class CountCheck {
  private static final List<String> OF_CERTIFICATES =
      List.of("certificate_der", "seal", "closure", "open_reservation");

  /** Rows that come at a time, however many are wrong. */
  private static final int FETCHED = 1_000;

  private final Connection connection;
  private final Findings findings;
  private final String key;
  private final String floor;

  /**
   * @param detachedBefore certificates of months before may be gone; absent when none may
   */
  CountCheck(
      Connection connection, Findings findings, String key, @Nullable YearMonth detachedBefore) {
    this.connection = connection;
    this.findings = findings;
    this.key = key;
    this.floor = detachedBefore == null ? "" : "%s >= '" + serial(detachedBefore) + "'";
  }

  /** How many comparisons that were. */
  int run() throws SQLException {
    List<Comparison> all = Comparison.all(key, floor);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED);
      for (Comparison each : all) {
        compare(statement, each);
      }
      for (String table : OF_CERTIFICATES) {
        orphans(statement, table);
      }
    }
    return all.size() + OF_CERTIFICATES.size();
  }

  long revocations() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM revocation")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void compare(Statement statement, Comparison comparison) throws SQLException {
    try (ResultSet row = statement.executeQuery(comparison.query())) {
      while (row.next()) {
        byte[] serial = row.getBytes(2);
        findings.add(
            Findings.id(row.getBytes(1)),
            serial == null ? null : HexFormat.of().formatHex(serial),
            String.format(
                Locale.ROOT, comparison.what(), row.getLong(3), row.getLong(4), row.getString(5)));
      }
    }
  }

  private void orphans(Statement statement, String table) throws SQLException {
    boolean numbered = key.equals("seq");
    try (ResultSet row = statement.executeQuery(Comparison.orphans(table, key, floor))) {
      while (row.next()) {
        findings.add(
            numbered ? null : Findings.id(row.getBytes(1)),
            numbered ? "number " + row.getLong(1) : HexFormat.of().formatHex(row.getBytes(2)),
            "table " + table + " has it, and there is no such reservation");
      }
    }
  }

  /** The bytes with which the serials of a month begin, as PostgreSQL writes them. */
  private static String serial(YearMonth month) {
    return String.format(Locale.ROOT, "\\x%04x", month.getYear() * 12 + month.getMonthValue());
  }
}
