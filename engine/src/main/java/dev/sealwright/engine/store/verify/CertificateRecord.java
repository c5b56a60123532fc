package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.x509.Octets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A reservation and its end as they stand on record, unjudged.
 *
 * @param authority id of its CA
 * @param issuedAt milliseconds since 1970
 * @param notBefore seconds since 1970, as {@code notAfter}
 */
record CertificateRecord(
    Octets authority,
    Octets serial,
    String algorithm,
    long issuedAt,
    long notBefore,
    long notAfter,
    @Nullable Octets tbs,
    @Nullable Octets signature,
    boolean closed,
    boolean open) {
  /** After an authority and a serial, with a limit; in the order of both. */
  static String pages(String key) {
    return """
    SELECT c.authority, c.serial, c.algorithm, c.issued_at, c.not_before, c.not_after,
      d.tbs, s.signature, x.reason, o.is_open
    FROM certificate c
    LEFT JOIN certificate_der d USING (%1$s)
    LEFT JOIN seal s USING (%1$s)
    LEFT JOIN closure x USING (%1$s)
    LEFT JOIN (SELECT %1$s, 1 AS is_open FROM open_reservation) o USING (%1$s)
    WHERE (c.authority, c.serial) > (?, ?)
    ORDER BY c.authority, c.serial
    LIMIT ?\
    """
        .formatted(key);
  }

  static CertificateRecord read(ResultSet row) throws SQLException {
    return new CertificateRecord(
        Octets.copyOf(row.getBytes("authority")),
        Octets.copyOf(row.getBytes("serial")),
        row.getString("algorithm"),
        row.getLong("issued_at"),
        row.getLong("not_before"),
        row.getLong("not_after"),
        octets(row.getBytes("tbs")),
        octets(row.getBytes("signature")),
        row.getString("reason") != null,
        row.getInt("is_open") == 1);
  }

  String hex() {
    return HexFormat.of().formatHex(serial.toArray());
  }

  private static @Nullable Octets octets(byte @Nullable [] bytes) {
    return bytes == null ? null : Octets.copyOf(bytes);
  }
}
