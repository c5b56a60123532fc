package dev.sealwright.engine.store.sql;

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
public final class CertificateRow {
  private CertificateRow() {}

  public static StoredCertificate readStored(ResultSet row) throws SQLException {
    byte[] signature = row.getBytes("signature");
    return new StoredCertificate(
        readReservation(row),
        signature == null ? null : Octets.copyOf(signature),
        row.getString("reason"));
  }

  public static Reservation readReservation(ResultSet row) throws SQLException {
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
