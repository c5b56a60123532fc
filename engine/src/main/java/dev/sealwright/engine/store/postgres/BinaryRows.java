package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.copy.Column;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/** Writes rows by COPY in its binary format, of which PostgreSQL's page on COPY tells. */
final class BinaryRows {
  private static final String SIGNATURE = "PGCOPY\n\u00ff\r\n\0";
  private static final int CHUNK = 256 * 1024;

  private final CopyManager manager;

  BinaryRows(CopyManager manager) {
    this.manager = manager;
  }

  long write(String table, List<Column> columns, ResultSet rows) throws SQLException {
    CopyIn copy =
        manager.copyIn(
            "COPY %s (%s) FROM STDIN (FORMAT binary)"
                .formatted(
                    table, String.join(", ", columns.stream().map(Column::name).toList())));
    boolean complete = false;
    try {
      send(copy, columns, rows);
      long written = copy.endCopy();
      complete = true;
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    } finally {
      if (!complete && copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void send(CopyIn copy, List<Column> columns, ResultSet rows)
      throws SQLException, IOException {
    var buffer = new ByteArrayOutputStream(2 * CHUNK);
    var out = new DataOutputStream(buffer);
    out.write(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
    out.writeInt(0);
    out.writeInt(0);
    while (rows.next()) {
      out.writeShort(columns.size());
      for (int i = 1; i <= columns.size(); i++) {
        field(out, columns.get(i - 1).type(), rows, i);
      }
      if (buffer.size() >= CHUNK) {
        flush(copy, buffer);
      }
    }
    out.writeShort(-1);
    flush(copy, buffer);
  }

  private static void flush(CopyIn copy, ByteArrayOutputStream buffer) throws SQLException {
    byte[] bytes = buffer.toByteArray();
    copy.writeToCopy(bytes, 0, bytes.length);
    buffer.reset();
  }

  private static void field(DataOutputStream out, Column.Type type, ResultSet rows, int index)
      throws SQLException, IOException {
    switch (type) {
      case BYTES -> bytes(out, rows.getBytes(index));
      case TEXT -> {
        String text = rows.getString(index);
        bytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
      }
      case LONG, INTEGER, SHORT, FLAG -> {
        long number = rows.getLong(index);
        if (rows.wasNull()) {
          out.writeInt(-1);
        } else {
          number(out, type, number);
        }
      }
    }
  }

  private static void bytes(DataOutputStream out, byte @Nullable [] value)
      throws IOException {
    if (value == null) {
      out.writeInt(-1);
    } else {
      out.writeInt(value.length);
      out.write(value);
    }
  }

  /** What does not fit is an error, not another number. */
  private static void number(DataOutputStream out, Column.Type type, long number)
      throws IOException {
    switch (type) {
      case LONG -> {
        out.writeInt(Long.BYTES);
        out.writeLong(number);
      }
      case INTEGER -> {
        out.writeInt(Integer.BYTES);
        out.writeInt(Math.toIntExact(number));
      }
      case SHORT -> {
        int narrow = Math.toIntExact(number);
        if (narrow != (short) narrow) {
          throw new ArithmeticException("no short: " + number);
        }
        out.writeInt(Short.BYTES);
        out.writeShort(narrow);
      }
      case FLAG -> {
        out.writeInt(1);
        out.writeByte(number == 0 ? 0 : 1);
      }
      case BYTES, TEXT -> throw new IllegalArgumentException("no number");
    }
  }
}
