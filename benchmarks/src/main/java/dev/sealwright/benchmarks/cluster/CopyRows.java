package dev.sealwright.benchmarks.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/**
 * Rows for {@code COPY ... FROM STDIN (FORMAT binary)}, as PostgreSQL's documentation of COPY lays
 * them out. Threads: one.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int ENOUGH = 256 * 1024;

  private final CopyIn copy;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(2 * ENOUGH);
  private final DataOutputStream out = new DataOutputStream(waiting);

  /** Begins; every row follows as a call of {@link #row} and its columns in order. */
  CopyRows(CopyIn copy) throws IOException {
    this.copy = copy;
    out.write(SIGNATURE);
    out.writeInt(0); // no flags
    out.writeInt(0); // no extension
  }

  CopyRows row(int columns) throws IOException, SQLException {
    if (waiting.size() >= ENOUGH) {
      send();
    }
    out.writeShort(columns);
    return this;
  }

  CopyRows bytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
    return this;
  }

  CopyRows text(String value) throws IOException {
    return bytes(value.getBytes(UTF_8));
  }

  /** A BIGINT. */
  CopyRows number(long value) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(value);
    return this;
  }

  /** An INTEGER. */
  CopyRows integer(int value) throws IOException {
    out.writeInt(Integer.BYTES);
    out.writeInt(value);
    return this;
  }

  /** How many rows the server took. */
  long end() throws IOException, SQLException {
    out.writeShort(-1);
    send();
    return copy.endCopy();
  }

  private void send() throws SQLException {
    copy.writeToCopy(waiting.toByteArray(), 0, waiting.size());
    waiting.reset();
  }
}
