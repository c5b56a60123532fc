package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.copy.Column;
import dev.sealwright.engine.store.copy.CopyTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A database that has its tables and nothing in them, filled in one transaction. As long as that is
 * open, no node can begin: it could not put itself on record. Threads: one.
 */
final class EmptyDatabase implements CopyTarget {
  /** Nodes that ended may have left theirs behind. */
  private static final Set<String> OF_NODES =
      Set.of("node", "node_lease", "leader", "news", "account", "rate_bucket");

  private final Connection connection;
  private final String place;

  /** Takes the connection over; nothing may be under way on it. */
  EmptyDatabase(Connection connection, String place) {
    this.connection = connection;
    this.place = place;
  }

  @Override
  public byte[] begin(Set<YearMonth> certificates, Set<YearMonth> events) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE node IN SHARE ROW EXCLUSIVE MODE");
      requireNoNodes(statement);
      requireEmpty(statement);
      statement.executeUpdate("UPDATE node SET fenced = true WHERE NOT fenced");
    }
    for (YearMonth month : certificates) {
      MonthlyParts.makeOfSerials(connection, month);
    }
    for (YearMonth month : events) {
      MonthlyParts.makeOfEvents(connection, month);
    }
    return gone();
  }

  private void requireNoNodes(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT n.name FROM node n JOIN node_lease l ON l.node = n.id
            WHERE NOT n.fenced AND l.expires > clock_timestamp()\
            """)) {
      if (row.next()) {
        throw refused("node " + row.getString(1) + " is running on it; stop it first");
      }
    }
  }

  private void requireEmpty(Statement statement) throws SQLException {
    for (String table : tables(statement)) {
      if (OF_NODES.contains(table)) {
        continue;
      }
      try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
        if (row.next()) {
          throw refused(
              "there is something in table "
                  + table
                  + "; only an empty database is copied into. Name another one, or drop this one"
                  + " and make it anew if nothing in it is needed");
        }
      }
    }
  }

  /** Those of our own, whose names are those of our own migrations; parts belong to their whole. */
  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
              AND NOT relispartition AND relname <> 'flyway_schema_history'\
            """)) {
      while (row.next()) {
        tables.add('"' + row.getString(1).replace("\"", "\"\"") + '"');
      }
    }
    tables.replaceAll(name -> name.matches("\"[a-z_]+\"") ? name.replace("\"", "") : name);
    return tables;
  }

  /** A node that is gone: the first that starts takes over what was left unfinished. */
  private byte[] gone() throws SQLException {
    NodeId node = NodeId.draw();
    try (PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO node (id, name, slot, batch, news, fenced)
                VALUES (?, 'the embedded store', ?, 0, 0, true)\
                """);
        PreparedStatement lease =
            connection.prepareStatement(
                "INSERT INTO node_lease (node, expires) VALUES (?, clock_timestamp())")) {
      insert.setBytes(1, node.bytes());
      insert.setInt(2, node.slot());
      insert.executeUpdate();
      lease.setBytes(1, node.bytes());
      lease.executeUpdate();
    }
    return node.bytes();
  }

  @Override
  public List<Column> columns(String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT column_name, data_type FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position\
            """)) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          columns.add(new Column(row.getString(1), type(row.getString(2))));
        }
      }
    }
    return columns;
  }

  private static Column.Type type(String name) {
    return switch (name) {
      case "bytea" -> Column.Type.BYTES;
      case "text" -> Column.Type.TEXT;
      case "bigint" -> Column.Type.LONG;
      case "integer" -> Column.Type.INTEGER;
      case "smallint" -> Column.Type.SHORT;
      case "boolean" -> Column.Type.FLAG;
      default -> throw new IllegalArgumentException("a column of type " + name);
    };
  }

  @Override
  public long write(String table, List<Column> columns, ResultSet rows) throws SQLException {
    return new RowBatches(connection, columns).write(table, rows);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void commit() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // What comes later has higher numbers.
      for (String table : List.of("audit_event", "open_reservation")) {
        statement
            .executeQuery(
                "SELECT setval('%1$s_seq', (SELECT coalesce(max(seq), 0) + 1 FROM %1$s), false)"
                    .formatted(table))
            .close();
      }
      connection.commit();
      // Without it the first queries would be planned as if there were nothing.
      statement.execute("ANALYZE");
      connection.commit();
    }
  }

  @Override
  public void close() {
    try {
      // Closing rolls back what was not committed.
      connection.close();
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, place + " did not close cleanly", e);
    }
  }

  private CaException refused(String why) {
    return new CaException(
        Failure.STORE_UNAVAILABLE, "nothing was copied into " + place + ": " + why);
  }
}
