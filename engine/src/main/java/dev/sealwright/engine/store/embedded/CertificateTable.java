package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reservations, seals and closures: the hot path. Belongs to the writer's thread. */
final class CertificateTable {
  private static final long NONE = -1;

  private final PreparedStatement reserve;
  private final PreparedStatement keepTbs;
  private final PreparedStatement enlist;
  private final PreparedStatement delist;
  private final PreparedStatement seal;
  private final PreparedStatement close;

  CertificateTable(Connection writer) throws SQLException {
    // One statement asks for the version and for the serial; which of them refused is asked later.
    reserve =
        writer.prepareStatement(
            """
            INSERT INTO certificate (authority, serial, authority_version, algorithm, template,
              requester, issued_at, not_before, not_after)
            SELECT id, ?, version, ?, ?, ?, ?, ?, ? FROM authority WHERE id = ? AND version = ?
            ON CONFLICT (authority, serial) DO NOTHING
            RETURNING seq\
            """);
    keepTbs = writer.prepareStatement("INSERT INTO certificate_der (seq, tbs) VALUES (?, ?)");
    enlist = writer.prepareStatement("INSERT INTO open_reservation (seq) VALUES (?)");
    delist =
        writer.prepareStatement(
            """
            DELETE FROM open_reservation
            WHERE seq = (SELECT seq FROM certificate WHERE authority = ? AND serial = ?)
            RETURNING seq\
            """);
    seal = writer.prepareStatement("INSERT INTO seal (seq, signature, sealed_at) VALUES (?, ?, ?)");
    close =
        writer.prepareStatement("INSERT INTO closure (seq, reason, closed_at) VALUES (?, ?, ?)");
  }

  /** False, and nothing written, when the authority has another version or the serial exists. */
  boolean reserve(Reservation reservation) throws SQLException {
    reserve.setBytes(1, reservation.serial().toArray());
    reserve.setString(2, reservation.algorithm().name());
    reserve.setString(3, reservation.template());
    reserve.setString(4, reservation.requester());
    reserve.setLong(5, reservation.issuedAt().toEpochMilli());
    reserve.setLong(6, reservation.validity().notBefore().getEpochSecond());
    reserve.setLong(7, reservation.validity().notAfter().getEpochSecond());
    reserve.setBytes(8, AuthorityRow.bytes(reservation.authority()));
    reserve.setLong(9, reservation.authorityVersion());
    long seq = returned(reserve);
    if (seq == NONE) {
      return false;
    }
    keepTbs.setLong(1, seq);
    keepTbs.setBytes(2, reservation.tbs().toArray());
    keepTbs.executeUpdate();
    enlist.setLong(1, seq);
    enlist.executeUpdate();
    return true;
  }

  /** False, and nothing written, unless the reservation is open. */
  boolean seal(Mutation.Seal sealed) throws SQLException {
    long seq = delist(sealed.authority(), sealed.serial());
    if (seq == NONE) {
      return false;
    }
    seal.setLong(1, seq);
    seal.setBytes(2, sealed.signature().toArray());
    seal.setLong(3, sealed.sealedAt().toEpochMilli());
    seal.executeUpdate();
    return true;
  }

  /** False, and nothing written, unless the reservation is open. */
  boolean close(Mutation.Close closed) throws SQLException {
    long seq = delist(closed.authority(), closed.serial());
    if (seq == NONE) {
      return false;
    }
    close.setLong(1, seq);
    close.setString(2, closed.reason());
    close.setLong(3, closed.closedAt().toEpochMilli());
    close.executeUpdate();
    return true;
  }

  private long delist(AuthorityId authority, Serial serial) throws SQLException {
    delist.setBytes(1, AuthorityRow.bytes(authority));
    delist.setBytes(2, serial.toArray());
    return returned(delist);
  }

  private static long returned(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : NONE;
    }
  }
}
