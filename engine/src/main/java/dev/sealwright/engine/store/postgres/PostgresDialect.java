package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.sql.Dialect;
import dev.sealwright.engine.store.sql.Forgetting;
import java.util.List;
import java.util.Map;

/**
 * What is particular to PostgreSQL: certificates are found by authority and serial in every table,
 * so that each part of a month stands by itself.
 */
final class PostgresDialect {
  private static final String CERTIFICATE =
      """
      SELECT c.*, d.tbs, s.signature, x.reason
      FROM certificate c
      JOIN certificate_der d ON d.authority = c.authority AND d.serial = c.serial
      LEFT JOIN seal s ON s.authority = c.authority AND s.serial = c.serial
      LEFT JOIN closure x ON x.authority = c.authority AND x.serial = c.serial
      WHERE c.authority = ? AND c.serial = ?\
      """;

  private static final String OPEN =
      """
      SELECT c.*, d.tbs
      FROM open_reservation o
      JOIN certificate c ON c.authority = o.authority AND c.serial = o.serial
      JOIN certificate_der d ON d.authority = o.authority AND d.serial = o.serial
      ORDER BY o.seq
      LIMIT ?\
      """;

  private static final String ISSUED =
      "SELECT coalesce(sum(issued), 0) FROM issued_count WHERE authority = ?";

  private static final String ISSUED_AFTER =
      """
      SELECT c.*, d.tbs, r.revoked_at, r.reason
      FROM certificate c
      JOIN seal s ON s.authority = c.authority AND s.serial = c.serial
      JOIN certificate_der d ON d.authority = c.authority AND d.serial = c.serial
      LEFT JOIN revocation r ON r.authority = c.authority AND r.serial = c.serial
      WHERE c.authority = ? AND c.serial > ?
      ORDER BY c.serial
      LIMIT ?\
      """;

  private static final String REVOCABLE =
      """
      SELECT c.crl_list
      FROM certificate c
      JOIN seal s ON s.authority = c.authority AND s.serial = c.serial
      JOIN authority a ON a.id = c.authority
      WHERE c.serial = ? AND c.authority = ? AND a.version = ? AND a.removed_at IS NULL\
      """;

  static final Dialect TEXTS = new Dialect(CERTIFICATE, OPEN, ISSUED, ISSUED_AFTER, REVOCABLE);

  /** The tables whose rows hang on certificates, and those that hang on authorities. */
  static final List<String> OF_CERTIFICATES =
      List.of("revocation", "open_reservation", "closure", "seal", "certificate_der");

  /** Each with the columns of its primary key. */
  static final Map<String, String> OF_AUTHORITY =
      Map.ofEntries(
          Map.entry("authority_csr", "authority"),
          Map.entry("authority_certificate", "authority, position"),
          Map.entry("key_evidence", "authority, vault"),
          Map.entry("tag", "authority, name"),
          Map.entry("permission", "authority, principal, source_account"),
          Map.entry("sharing_policy", "authority"),
          Map.entry("sharing_grantee", "grantee, created_at, authority"),
          Map.entry("audit_report", "id"),
          Map.entry("ocsp_signer", "authority, key_id"),
          Map.entry("crl", "authority, crl_list"),
          Map.entry("issued_count", "authority, slot"),
          Map.entry("revocation_tally", "authority, day"),
          Map.entry("founding", "authority"));

  private static final String CHUNK =
      """
      DELETE FROM %s WHERE (authority, serial) IN
        (SELECT authority, serial FROM certificate WHERE authority = ? ORDER BY serial LIMIT ?)\
      """;

  static final Forgetting FORGETTING =
      new Forgetting(
          OF_CERTIFICATES.stream().map(CHUNK::formatted).toList(),
          CHUNK.formatted("certificate"),
          OF_AUTHORITY.entrySet().stream()
              .map(table ->
                  "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE authority = ? LIMIT ?)"
                      .formatted(table.getKey(), table.getValue()))
              .toList());

  private PostgresDialect() {}
}
