package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The revocations, and how many of them expire on which day. The statements belong to the writer's
 * thread.
 */
public final class RevocationTable {
  public static final String BY_SERIAL =
      "SELECT * FROM revocation WHERE authority = ? AND serial = ?";

  public static final String AFTER =
      "SELECT * FROM revocation WHERE authority = ? AND serial > ? ORDER BY serial LIMIT ?";

  /** Out of the index of lists alone: from what is still to be named on, and nothing before it. */
  public static final String OF_LIST =
      """
      SELECT authority, serial, revoked_at, reason, not_after FROM revocation
      WHERE authority = ? AND crl_list = ? AND (not_after, serial) > (?, ?)
      ORDER BY not_after, serial
      LIMIT ?\
      """;

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final PreparedStatement find;
  private final PreparedStatement unexpired;
  private final PreparedStatement revocable;
  private final PreparedStatement insert;
  private final PreparedStatement tally;
  private final CrlTable lists;

  RevocationTable(Connection writer, Dialect dialect, CrlTable lists) throws SQLException {
    this.lists = lists;
    find = writer.prepareStatement(BY_SERIAL);
    unexpired =
        writer.prepareStatement(
            "SELECT coalesce(sum(revoked), 0) FROM revocation_tally WHERE authority = ? AND day >= ?");
    revocable = writer.prepareStatement(dialect.revocable());
    insert =
        writer.prepareStatement(
            """
            INSERT INTO revocation (authority, serial, revoked_at, reason, not_after, crl_list)
            VALUES (?, ?, ?, ?, ?, ?)\
            """);
    tally =
        writer.prepareStatement(
            """
            INSERT INTO revocation_tally (authority, day, revoked) VALUES (?, ?, 1)
            ON CONFLICT (authority, day) DO UPDATE SET revoked = revocation_tally.revoked + 1\
            """);
  }

  /** Applied; or Taken, Full or Stale with nothing written. */
  Outcome revoke(Mutation.Revoke revoked) throws SQLException {
    Revocation revocation = revoked.revocation();
    byte[] authority = AuthorityRow.bytes(revocation.authority());
    byte[] serial = revocation.serial().toArray();
    find.setBytes(1, authority);
    find.setBytes(2, serial);
    try (ResultSet row = find.executeQuery()) {
      if (row.next()) {
        return Outcome.TAKEN;
      }
    }
    // A full quota is told only of what could be revoked otherwise.
    OptionalInt list = list(revoked, authority, serial);
    if (list.isEmpty()) {
      return Outcome.STALE;
    }
    if (full(revoked, authority)) {
      return Outcome.FULL;
    }
    insert.setBytes(1, authority);
    insert.setBytes(2, serial);
    insert.setLong(3, revocation.at().toEpochMilli());
    insert.setString(4, revocation.reason().name());
    insert.setLong(5, revocation.notAfter().getEpochSecond());
    insert.setInt(6, list.getAsInt());
    insert.executeUpdate();
    lists.revoked(authority, list.getAsInt());
    tally.setBytes(1, authority);
    tally.setLong(2, Math.floorDiv(revocation.notAfter().getEpochSecond(), DAY_SECONDS));
    tally.executeUpdate();
    return Outcome.APPLIED;
  }

  /** The list of a certificate that may be revoked. */
  private OptionalInt list(Mutation.Revoke revoked, byte[] authority, byte[] serial)
      throws SQLException {
    revocable.setBytes(1, serial);
    revocable.setBytes(2, authority);
    revocable.setLong(3, revoked.authorityVersion());
    try (ResultSet row = revocable.executeQuery()) {
      return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
    }
  }

  private boolean full(Mutation.Revoke revoked, byte[] authority) throws SQLException {
    if (revoked.limit() == Long.MAX_VALUE) {
      return false;
    }
    unexpired.setBytes(1, authority);
    unexpired.setLong(2, Math.floorDiv(revoked.revocation().at().toEpochMilli(), DAY_MILLIS));
    try (ResultSet row = unexpired.executeQuery()) {
      return row.next() && row.getLong(1) >= revoked.limit();
    }
  }

  static Revocation read(ResultSet row) throws SQLException {
    return new Revocation(
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        Serial.of(row.getBytes("serial")),
        Instant.ofEpochMilli(row.getLong("revoked_at")),
        RevocationReason.valueOf(row.getString("reason")),
        Instant.ofEpochSecond(row.getLong("not_after")));
  }

  /** A row of {@link Dialect#issuedAfter}. */
  static IssuedRecord readIssued(ResultSet row) throws SQLException {
    return new IssuedRecord(
        CertificateRow.readReservation(row), row.getString("reason") == null ? null : read(row));
  }
}
