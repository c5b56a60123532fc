package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A reservation and its end, read from the tables they are spread over. */
final class CertificateRow {
  static final String BY_SERIAL =
      """
      SELECT c.*, d.tbs, s.signature, x.reason
      FROM certificate c
      JOIN certificate_der d ON d.seq = c.seq
      LEFT JOIN seal s ON s.seq = c.seq
      LEFT JOIN closure x ON x.seq = c.seq
      WHERE c.authority = ? AND c.serial = ?\
      """;

  /** CROSS JOIN pins the order of the loops: SQLite could walk all certificates instead. */
  static final String OPEN =
      """
      SELECT c.*, d.tbs
      FROM open_reservation o
      CROSS JOIN certificate c ON c.seq = o.seq
      CROSS JOIN certificate_der d ON d.seq = o.seq
      ORDER BY o.seq
      LIMIT ?\
      """;

  private CertificateRow() {}

  static StoredCertificate readStored(ResultSet row) throws SQLException {
    byte[] signature = row.getBytes("signature");
    return new StoredCertificate(
        readReservation(row),
        signature == null ? null : Octets.copyOf(signature),
        row.getString("reason"));
  }

  static Reservation readReservation(ResultSet row) throws SQLException {
    return new Reservation(
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        row.getLong("authority_version"),
        Serial.of(row.getBytes("serial")),
        Octets.copyOf(row.getBytes("tbs")),
        SignatureAlgorithm.valueOf(row.getString("algorithm")),
        row.getString("template"),
        row.getString("requester"),
        Instant.ofEpochMilli(row.getLong("issued_at")),
        new Validity(
            Instant.ofEpochSecond(row.getLong("not_before")),
            Instant.ofEpochSecond(row.getLong("not_after"))),
        new CrlScope(row.getInt("crl_list")));
  }
}
