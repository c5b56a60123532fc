package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the parts of the large tables ahead of their months. What has none goes into the default
 * part, so that a part that cannot be made stops nothing.
 */
final class MonthlyParts {
  private static final Logger LOG = LoggerFactory.getLogger(MonthlyParts.class);

  private static final Set<String> BY_SERIAL = Set.of("certificate", "certificate_der", "seal");
  private static final String BY_TIME = "audit_event";
  private static final int AHEAD = 3;

  private MonthlyParts() {}

  /** From this month on, by the clock of the database. */
  static void make(Connection connection) throws SQLException {
    Set<String> present = new HashSet<>();
    YearMonth now;
    try (Statement query = connection.createStatement()) {
      try (ResultSet row =
          query.executeQuery(
              "SELECT table_name FROM information_schema.tables"
                  + " WHERE table_schema = current_schema()")) {
        while (row.next()) {
          present.add(row.getString(1));
        }
      }
      try (ResultSet row =
          query.executeQuery(
              "SELECT extract(year FROM t)::int, extract(month FROM t)::int"
                  + " FROM (SELECT now() AT TIME ZONE 'UTC' AS t) AS utc")) {
        row.next();
        now = YearMonth.of(row.getInt(1), row.getInt(2));
      }
    }
    for (int i = 0; i <= AHEAD; i++) {
      YearMonth month = now.plusMonths(i);
      for (String table : BY_SERIAL) {
        makeOrWarn(connection, present, Part.ofSerials(table, month));
      }
      makeOrWarn(connection, present, Part.ofEvents(month));
    }
  }

  /** Of one month, whenever it was; within the transaction that is open. */
  static void makeOfSerials(Connection connection, YearMonth month) throws SQLException {
    for (String table : BY_SERIAL) {
      make(connection, Part.ofSerials(table, month));
    }
  }

  /** Of one month, whenever it was; within the transaction that is open. */
  static void makeOfEvents(Connection connection, YearMonth month) throws SQLException {
    make(connection, Part.ofEvents(month));
  }

  /** Names and bounds are made here from a month and from nothing else. */
  private record Part(String name, String table, String from, String to) {
    static Part ofSerials(String table, YearMonth month) {
      return new Part(
          name(table, month),
          table,
          "'" + serial(month) + "'",
          "'" + serial(month.plusMonths(1)) + "'");
    }

    static Part ofEvents(YearMonth month) {
      return new Part(
          name(BY_TIME, month),
          BY_TIME,
          String.valueOf(millis(month)),
          String.valueOf(millis(month.plusMonths(1))));
    }

    private static String name(String table, YearMonth month) {
      return String.format(
          Locale.ROOT, "%s_%04d_%02d", table, month.getYear(), month.getMonthValue());
    }
  }

  private static void makeOrWarn(Connection connection, Set<String> present, Part part) {
    if (present.contains(part.name())) {
      return;
    }
    try {
      make(connection, part);
    } catch (SQLException e) {
      LOG.warn("no part {} yet, its rows go into the default one: {}", part.name(), e.getMessage());
    }
  }

  private static void make(Connection connection, Part part) throws SQLException {
    try (Statement make = connection.createStatement()) {
      make.executeUpdate(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF %s FOR VALUES FROM (%s) TO (%s)"
              .formatted(part.name(), part.table(), part.from(), part.to()));
    }
  }

  /** The first bytes of the serials of a month, see {@link dev.sealwright.engine.x509.Serial}. */
  private static String serial(YearMonth month) {
    return String.format(Locale.ROOT, "\\x%04x", month.getYear() * 12 + month.getMonthValue());
  }

  private static long millis(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
