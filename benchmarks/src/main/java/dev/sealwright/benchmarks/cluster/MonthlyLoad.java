package dev.sealwright.benchmarks.cluster;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * Puts certificates of past months and of this one on record, straight into the parts of the
 * tables: what a line would have written, without signing. The TBS are those of a model with
 * another serial, signatures are random bytes of a signature's length.
 *
 * <p>Threads: one; no node has the database open meanwhile.
 */
final class MonthlyLoad {
  /** This one included. */
  static final int MONTHS = 10;

  private static final int CHUNK = 50_000;
  private static final int SIGNATURE_BYTES = 71;

  private record Made(Serial serial, Instant at) {}

  private final Connection connection;
  private final Reservation model;
  private final byte[] authority;
  private final byte[] tbs;
  private final int serialAt;
  private final SecureRandom secure = new SecureRandom();
  private final Random random = new Random(1);

  /**
   * Of an authority that is on record.
   *
   * @param connection in autocommit
   * @param model of its certificates
   */
  MonthlyLoad(Connection connection, Reservation model) {
    this.connection = connection;
    this.model = model;
    this.authority = bytes(model.authority());
    this.tbs = model.tbs().toArray();
    this.serialAt = find(tbs, model.serial().toArray());
  }

  /** A chunk at a time in each of the tables; the months in order, the serials of one at random. */
  void run(long count, Instant now) throws SQLException, IOException {
    YearMonth last = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    for (int i = 0; i < MONTHS; i++) {
      YearMonth month = last.minusMonths(MONTHS - 1L - i);
      makeParts(month);
      Instant end = start(month.plusMonths(1));
      long left = count * (i + 1) / MONTHS - count * i / MONTHS;
      while (left > 0) {
        int size = (int) Math.min(CHUNK, left);
        copy(month, draw(size, start(month), end.isBefore(now) ? end : now));
        left -= size;
      }
    }
    count(count);
  }

  /** As the database does by itself in time. */
  void settle() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE)");
    }
  }

  private List<Made> draw(int size, Instant from, Instant to) {
    List<Made> made = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Instant at =
          Instant.ofEpochMilli(
              random.nextLong(
                  from.toEpochMilli(), Math.max(from.toEpochMilli() + 1, to.toEpochMilli())));
      made.add(new Made(Serial.draw(at, secure), at));
    }
    return made;
  }

  private void copy(YearMonth month, List<Made> chunk) throws SQLException, IOException {
    copy(
        part("certificate", month),
        "authority, serial, authority_version, algorithm, template, requester, issued_at,"
            + " not_before, not_after, crl_list",
        chunk,
        this::certificate);
    copy(part("certificate_der", month), "authority, serial, tbs", chunk, this::der);
    copy(part("seal", month), "authority, serial, signature, sealed_at", chunk, this::seal);
    copy(
        part("audit_event", month),
        "authority, serial, at, kind, actor, detail",
        chunk,
        this::auditEvent);
  }

  private interface Row {
    void write(Made made, CopyRows rows) throws IOException, SQLException;
  }

  private void copy(String table, String columns, List<Made> chunk, Row row)
      throws SQLException, IOException {
    var rows =
        new CopyRows(
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, columns)));
    for (Made made : chunk) {
      row.write(made, rows);
    }
    if (rows.end() != chunk.size()) {
      throw new IllegalStateException("not all rows were taken by " + table);
    }
  }

  private void certificate(Made made, CopyRows rows) throws IOException, SQLException {
    long shift = made.at().getEpochSecond() - model.issuedAt().getEpochSecond();
    rows.row(10)
        .bytes(authority)
        .bytes(made.serial().toArray())
        .number(model.authorityVersion())
        .text(model.algorithm().name())
        .text(model.template())
        .text(model.requester())
        .number(made.at().toEpochMilli())
        .number(model.validity().notBefore().getEpochSecond() + shift)
        .number(model.validity().notAfter().getEpochSecond() + shift)
        .integer(model.scope().partition());
  }

  private void der(Made made, CopyRows rows) throws IOException, SQLException {
    byte[] own = tbs.clone();
    byte[] serial = made.serial().toArray();
    System.arraycopy(serial, 0, own, serialAt, serial.length);
    rows.row(3).bytes(authority).bytes(serial).bytes(own);
  }

  private void seal(Made made, CopyRows rows) throws IOException, SQLException {
    byte[] signature = new byte[SIGNATURE_BYTES];
    random.nextBytes(signature);
    rows.row(4)
        .bytes(authority)
        .bytes(made.serial().toArray())
        .bytes(signature)
        .number(made.at().toEpochMilli());
  }

  private void auditEvent(Made made, CopyRows rows) throws IOException, SQLException {
    rows.row(6)
        .bytes(authority)
        .bytes(made.serial().toArray())
        .number(made.at().toEpochMilli())
        .text(AuditEvent.Kind.CERTIFICATE_ISSUED.name())
        .text(model.requester())
        .text(model.template());
  }

  /** Parts of this month and later ones are the node's to make; those before it never was there. */
  private void makeParts(YearMonth month) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("certificate", "certificate_der", "seal")) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS %s PARTITION OF %s FOR VALUES FROM ('\\x%04x') TO ('\\x%04x')"
                .formatted(part(table, month), table, number(month), number(month) + 1));
      }
      statement.execute(
          "CREATE TABLE IF NOT EXISTS %s PARTITION OF audit_event FOR VALUES FROM (%d) TO (%d)"
              .formatted(
                  part("audit_event", month),
                  start(month).toEpochMilli(),
                  start(month.plusMonths(1)).toEpochMilli()));
    }
  }

  private void count(long count) throws SQLException {
    try (PreparedStatement add =
        connection.prepareStatement(
            "INSERT INTO issued_count (authority, slot, issued) VALUES (?, 0, ?) ON CONFLICT"
                + " (authority, slot) DO UPDATE SET issued = issued_count.issued + excluded.issued")) {
      add.setBytes(1, authority);
      add.setLong(2, count);
      add.executeUpdate();
    }
  }

  /** The first two bytes of the serials of a month, see {@link Serial}. */
  private static int number(YearMonth month) {
    return month.getYear() * 12 + month.getMonthValue();
  }

  private static String part(String table, YearMonth month) {
    return String.format(
        Locale.ROOT, "%s_%04d_%02d", table, month.getYear(), month.getMonthValue());
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static byte[] bytes(AuthorityId id) {
    return ByteBuffer.allocate(16)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }

  private static int find(byte[] within, byte[] what) {
    for (int at = 0; at + what.length <= within.length; at++) {
      if (Arrays.equals(within, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    throw new IllegalArgumentException("the model does not hold its serial");
  }
}
