package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.CertificateTable;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Reservations, seals and closures: the hot path. Belongs to the writer's thread.
 *
 * <p>This process is the only one that writes, so it numbers the rows itself and remembers those of
 * open reservations: neither costs a query. After a batch that failed the writer is never used
 * again, and neither is this.
 */
final class NumberedCertificates implements CertificateTable {
  private static final long NONE = -1;

  /** More than the line holds; what is not remembered is looked up. */
  private static final int MOST_OPEN = 20_000;

  private record Key(AuthorityId authority, Serial serial) {}

  private final Map<Key, Long> open = new HashMap<>();
  private long next;
  private final PreparedStatement reserve;
  private final PreparedStatement keepTbs;
  private final PreparedStatement enlist;
  private final PreparedStatement find;
  private final PreparedStatement delist;
  private final PreparedStatement seal;
  private final PreparedStatement close;

  NumberedCertificates(Connection writer) throws SQLException {
    try (Statement query = writer.createStatement();
        ResultSet row = query.executeQuery("SELECT max(seq) FROM certificate")) {
      next = row.getLong(1) + 1; // 0 when there is none
    }
    // One statement asks for the version and for the serial; which of them refused is asked later.
    reserve =
        writer.prepareStatement(
            """
            INSERT INTO certificate (seq, authority, serial, authority_version, algorithm,
              template, requester, issued_at, not_before, not_after, crl_list)
            SELECT ?, id, ?, version, ?, ?, ?, ?, ?, ?, ? FROM authority WHERE id = ? AND version = ?
            ON CONFLICT (authority, serial) DO NOTHING\
            """);
    keepTbs = writer.prepareStatement("INSERT INTO certificate_der (seq, tbs) VALUES (?, ?)");
    enlist = writer.prepareStatement("INSERT INTO open_reservation (seq) VALUES (?)");
    find =
        writer.prepareStatement("SELECT seq FROM certificate WHERE authority = ? AND serial = ?");
    delist = writer.prepareStatement("DELETE FROM open_reservation WHERE seq = ?");
    seal = writer.prepareStatement("INSERT INTO seal (seq, signature, sealed_at) VALUES (?, ?, ?)");
    close =
        writer.prepareStatement("INSERT INTO closure (seq, reason, closed_at) VALUES (?, ?, ?)");
  }

  @Override
  public boolean reserve(Reservation reservation) throws SQLException {
    long seq = next;
    reserve.setLong(1, seq);
    reserve.setBytes(2, reservation.serial().toArray());
    reserve.setString(3, reservation.algorithm().name());
    reserve.setString(4, reservation.template());
    reserve.setString(5, reservation.requester());
    reserve.setLong(6, reservation.issuedAt().toEpochMilli());
    reserve.setLong(7, reservation.validity().notBefore().getEpochSecond());
    reserve.setLong(8, reservation.validity().notAfter().getEpochSecond());
    reserve.setInt(9, reservation.scope().partition());
    reserve.setBytes(10, AuthorityRow.bytes(reservation.authority()));
    reserve.setLong(11, reservation.authorityVersion());
    if (reserve.executeUpdate() == 0) {
      return false;
    }
    next++;
    keepTbs.setLong(1, seq);
    keepTbs.setBytes(2, reservation.tbs().toArray());
    keepTbs.executeUpdate();
    enlist.setLong(1, seq);
    enlist.executeUpdate();
    if (open.size() >= MOST_OPEN) {
      open.clear();
    }
    open.put(new Key(reservation.authority(), reservation.serial()), seq);
    return true;
  }

  @Override
  public boolean seal(Mutation.Seal sealed) throws SQLException {
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

  @Override
  public boolean close(Mutation.Close closed) throws SQLException {
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

  /** The number of a reservation that was open until now. */
  private long delist(AuthorityId authority, Serial serial) throws SQLException {
    Long known = open.remove(new Key(authority, serial));
    long seq = known != null ? known : find(authority, serial);
    if (seq == NONE) {
      return NONE;
    }
    delist.setLong(1, seq);
    return delist.executeUpdate() == 1 ? seq : NONE;
  }

  private long find(AuthorityId authority, Serial serial) throws SQLException {
    find.setBytes(1, AuthorityRow.bytes(authority));
    find.setBytes(2, serial.toArray());
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? row.getLong(1) : NONE;
    }
  }
}
