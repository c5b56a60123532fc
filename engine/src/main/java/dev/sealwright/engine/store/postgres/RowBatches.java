package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.copy.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rows into a table, many in a statement: each column is one array. Threads: one. */
final class RowBatches {
  private static final int ROWS = 2_000;

  /** A batch of long values is cut short. */
  private static final long BYTES = 2 * 1024 * 1024;

  private final Connection connection;
  private final List<Column> columns;
  private final List<List<@Nullable Object>> values = new ArrayList<>();
  private int rows;
  private long bytes;

  RowBatches(Connection connection, List<Column> columns) {
    this.connection = connection;
    this.columns = columns;
    columns.forEach(column -> values.add(new ArrayList<>(ROWS)));
  }

  /** How many there were. */
  long write(String table, ResultSet given) throws SQLException {
    long written = 0;
    try (PreparedStatement insert = connection.prepareStatement(statement(table))) {
      while (given.next()) {
        for (int i = 0; i < columns.size(); i++) {
          values.get(i).add(value(columns.get(i).type(), given, i + 1));
        }
        rows++;
        if (rows == ROWS || bytes >= BYTES) {
          written += flush(insert);
        }
      }
      return written + flush(insert);
    }
  }

  /** Names are those of our own tables. */
  private String statement(String table) {
    return "INSERT INTO %s (%s) SELECT * FROM unnest(%s)"
        .formatted(
            table,
            columns.stream().map(Column::name).collect(Collectors.joining(", ")),
            columns.stream()
                .map(column -> "?::" + name(column.type()) + "[]")
                .collect(Collectors.joining(", ")));
  }

  private int flush(PreparedStatement insert) throws SQLException {
    if (rows == 0) {
      return 0;
    }
    for (int i = 0; i < columns.size(); i++) {
      Column.Type type = columns.get(i).type();
      Object[] column =
          type == Column.Type.BYTES
              ? values.get(i).toArray(new byte[0][])
              : values.get(i).toArray();
      insert.setArray(i + 1, connection.createArrayOf(name(type), column));
      values.get(i).clear();
    }
    rows = 0;
    bytes = 0;
    return insert.executeUpdate();
  }

  private @Nullable Object value(Column.Type type, ResultSet row, int index) throws SQLException {
    return switch (type) {
      case BYTES -> {
        byte[] value = row.getBytes(index);
        bytes += value == null ? 0 : value.length;
        yield value;
      }
      case TEXT -> {
        String value = row.getString(index);
        bytes += value == null ? 0 : value.length();
        yield value;
      }
      // The database refuses what does not fit into a narrower one.
      case LONG, INTEGER, SHORT -> {
        long value = row.getLong(index);
        yield row.wasNull() ? null : value;
      }
      case FLAG -> {
        long value = row.getLong(index);
        yield row.wasNull() ? null : value != 0;
      }
    };
  }

  private static String name(Column.Type type) {
    return switch (type) {
      case BYTES -> "bytea";
      case TEXT -> "text";
      case LONG, INTEGER, SHORT -> "bigint";
      case FLAG -> "boolean";
    };
  }
}
