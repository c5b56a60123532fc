package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.CertificateTable;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Reservations, seals and closures, one at a time. An open reservation belongs to a node, and no
 * other seals or closes it.
 */
final class OwnedCertificates implements CertificateTable {
  private final NodeId node;
  private final PreparedStatement reserve;
  private final PreparedStatement keepTbs;
  private final PreparedStatement enlist;
  private final PreparedStatement delist;
  private final PreparedStatement seal;
  private final PreparedStatement close;

  OwnedCertificates(Connection writer, NodeId node) throws SQLException {
    this.node = node;
    // One statement asks for the version and for the serial; which of them refused is asked later.
    reserve =
        writer.prepareStatement(
            """
            INSERT INTO certificate (authority, serial, authority_version, algorithm, template,
              requester, issued_at, not_before, not_after, crl_list)
            SELECT id, ?, version, ?, ?, ?, ?, ?, ?, ? FROM authority WHERE id = ? AND version = ?
            ON CONFLICT (authority, serial) DO NOTHING\
            """);
    keepTbs =
        writer.prepareStatement(
            "INSERT INTO certificate_der (authority, serial, tbs) VALUES (?, ?, ?)");
    enlist =
        writer.prepareStatement(
            "INSERT INTO open_reservation (authority, serial, node) VALUES (?, ?, ?)");
    delist =
        writer.prepareStatement(
            "DELETE FROM open_reservation WHERE authority = ? AND serial = ? AND node = ?");
    seal =
        writer.prepareStatement(
            "INSERT INTO seal (authority, serial, signature, sealed_at) VALUES (?, ?, ?, ?)");
    close =
        writer.prepareStatement(
            "INSERT INTO closure (authority, serial, reason, closed_at) VALUES (?, ?, ?, ?)");
  }

  @Override
  public boolean reserve(Reservation reservation) throws SQLException {
    byte[] authority = AuthorityRow.bytes(reservation.authority());
    byte[] serial = reservation.serial().toArray();
    reserve.setBytes(1, serial);
    reserve.setString(2, reservation.algorithm().name());
    reserve.setString(3, reservation.template());
    reserve.setString(4, reservation.requester());
    reserve.setLong(5, reservation.issuedAt().toEpochMilli());
    reserve.setLong(6, reservation.validity().notBefore().getEpochSecond());
    reserve.setLong(7, reservation.validity().notAfter().getEpochSecond());
    reserve.setInt(8, reservation.scope().partition());
    reserve.setBytes(9, authority);
    reserve.setLong(10, reservation.authorityVersion());
    if (reserve.executeUpdate() == 0) {
      return false;
    }
    keepTbs.setBytes(1, authority);
    keepTbs.setBytes(2, serial);
    keepTbs.setBytes(3, reservation.tbs().toArray());
    keepTbs.executeUpdate();
    enlist.setBytes(1, authority);
    enlist.setBytes(2, serial);
    enlist.setBytes(3, node.bytes());
    enlist.executeUpdate();
    return true;
  }

  @Override
  public boolean seal(Mutation.Seal sealed) throws SQLException {
    if (!delist(sealed.authority(), sealed.serial())) {
      return false;
    }
    seal.setBytes(1, AuthorityRow.bytes(sealed.authority()));
    seal.setBytes(2, sealed.serial().toArray());
    seal.setBytes(3, sealed.signature().toArray());
    seal.setLong(4, sealed.sealedAt().toEpochMilli());
    seal.executeUpdate();
    return true;
  }

  @Override
  public boolean close(Mutation.Close closed) throws SQLException {
    if (!delist(closed.authority(), closed.serial())) {
      return false;
    }
    close.setBytes(1, AuthorityRow.bytes(closed.authority()));
    close.setBytes(2, closed.serial().toArray());
    close.setString(3, closed.reason());
    close.setLong(4, closed.closedAt().toEpochMilli());
    close.executeUpdate();
    return true;
  }

  private boolean delist(AuthorityId authority, Serial serial) throws SQLException {
    delist.setBytes(1, AuthorityRow.bytes(authority));
    delist.setBytes(2, serial.toArray());
    delist.setBytes(3, node.bytes());
    return delist.executeUpdate() == 1;
  }
}
