package dev.sealwright.engine.store.copy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Copies a record table by table in order of keys, compares both sides row by row, and only then
 * commits. Memory does not grow with the record.
 *
 * <p>Threads: one.
 */
public final class StoreCopy {
  /** Tables of the source that are no part of the record, and those copied in another way. */
  private static final String OTHERS = "flyway_schema_history";

  /** Columns that the target replaces by the authority and serial themselves. */
  private static final String NUMBER = "seq";

  /** How many rows of a table were copied and compared. */
  public record Copied(String table, long rows) {}

  private final CopySource source;
  private final CopyTarget target;

  public StoreCopy(CopySource source, CopyTarget target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Does it all; when it throws, nothing is in the target.
   *
   * @param told of each step
   * @throws CaException STORE_UNAVAILABLE when an end cannot be used; RECORD_UNREADABLE when what
   *     was written is not what was read
   */
  public List<Copied> run(Consumer<String> told) {
    try (Connection reading = source.reading()) {
      byte[] node = target.begin(monthsOfSerials(reading), monthsOfEvents(reading));
      List<Planned> plan = plan(node);
      requireAllKnown(reading, plan);
      for (Planned each : plan) {
        told.accept("copying " + each.table().name());
        try (Statement statement = reading.createStatement();
            ResultSet rows = statement.executeQuery(each.table().fromSource(each.columns()))) {
          target.write(each.table().name(), each.columns(), rows);
        }
      }
      List<Copied> copied = new ArrayList<>();
      for (Planned each : plan) {
        told.accept("comparing " + each.table().name());
        copied.add(
            new Copied(
                each.table().name(),
                RowComparison.compare(each.table(), each.columns(), reading, target.connection())));
      }
      target.commit();
      return copied;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "nothing was copied: " + e.getMessage(), e);
    }
  }

  private record Planned(CopiedTable table, List<Column> columns) {}

  private List<Planned> plan(byte[] node) throws SQLException {
    List<Planned> plan = new ArrayList<>();
    for (CopiedTable table : CopiedTable.all(node)) {
      plan.add(new Planned(table, target.columns(table.name())));
    }
    return plan;
  }

  /** A table or a column of the source that would be left behind is an error of this program. */
  private static void requireAllKnown(Connection reading, List<Planned> plan) throws SQLException {
    Set<String> copied = new HashSet<>();
    for (Planned each : plan) {
      String table = each.table().name();
      copied.add(table + "." + NUMBER);
      each.columns().forEach(column -> copied.add(table + "." + column.name()));
    }
    try (Statement statement = reading.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'\
                """)) {
      while (row.next()) {
        String table = row.getString(1);
        String column = row.getString(2);
        if (table.equals(OTHERS)) {
          continue;
        }
        if (!copied.contains(table + "." + column)) {
          throw new CaException(
              Failure.INTERNAL, "nothing was copied: unknown column " + table + "." + column);
        }
      }
    }
  }

  private static Set<YearMonth> monthsOfSerials(Connection reading) throws SQLException {
    Set<YearMonth> months = new TreeSet<>();
    try (Statement statement = reading.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT DISTINCT substr(serial, 1, 2) FROM certificate")) {
      while (row.next()) {
        byte[] first = row.getBytes(1);
        int number = (((first[0] & 0xff) << 8) | (first[1] & 0xff)) - 1;
        months.add(YearMonth.of(number / 12, number % 12 + 1));
      }
    }
    return months;
  }

  private static Set<YearMonth> monthsOfEvents(Connection reading) throws SQLException {
    Set<YearMonth> months = new TreeSet<>();
    try (Statement statement = reading.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT strftime('%Y-%m', at / 1000, 'unixepoch') FROM audit_event")) {
      while (row.next()) {
        months.add(YearMonth.parse(row.getString(1)));
      }
    }
    return months;
  }
}
