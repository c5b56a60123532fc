package dev.sealwright.engine.store.copy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A column of the target. */
public record Column(String name, Type type) {
  /** What it holds; a flag is 0 or 1 in the embedded store. */
  public enum Type {
    BYTES,
    TEXT,
    LONG,
    INTEGER,
    SHORT,
    FLAG
  }

  /** In a form in which the values of both sides are equal if they are the same. */
  @Nullable Object value(ResultSet row, int index) throws SQLException {
    return switch (type) {
      case BYTES -> {
        byte[] bytes = row.getBytes(index);
        yield bytes == null ? null : HexFormat.of().formatHex(bytes);
      }
      case TEXT -> row.getString(index);
      case LONG, INTEGER, SHORT -> {
        long number = row.getLong(index);
        yield row.wasNull() ? null : number;
      }
      case FLAG -> {
        boolean flag = row.getBoolean(index);
        yield row.wasNull() ? null : flag;
      }
    };
  }
}
