package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.store.sql.Dialect;
import dev.sealwright.engine.store.sql.Forgetting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is particular to SQLite: certificates are numbered, and what hangs on them has their number.
 */
final class SqliteDialect {
  static final String CERTIFICATE =
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

  private static final String ISSUED_AFTER =
      """
      SELECT c.*, d.tbs, r.revoked_at, r.reason
      FROM certificate c
      CROSS JOIN seal s ON s.seq = c.seq
      CROSS JOIN certificate_der d ON d.seq = c.seq
      LEFT JOIN revocation r ON r.authority = c.authority AND r.serial = c.serial
      WHERE c.authority = ? AND c.serial > ?
      ORDER BY c.serial
      LIMIT ?\
      """;

  private static final String REVOCABLE =
      """
      SELECT c.crl_list
      FROM authority a
      JOIN certificate c ON c.authority = a.id AND c.serial = ?
      JOIN seal s ON s.seq = c.seq
      WHERE a.id = ? AND a.version = ? AND a.removed_at IS NULL\
      """;

  static final Dialect TEXTS =
      new Dialect(CERTIFICATE, OPEN, RememberedCounts.OF_AUTHORITY, ISSUED_AFTER, REVOCABLE);

  private SqliteDialect() {}

  /**
   * Found in the schema, by its foreign keys, so that a table added by a later migration is not
   * forgotten.
   */
  static Forgetting forgetting(Connection connection) throws SQLException {
    // By serial, so that the index gives the same rows to every statement of one chunk.
    String chunk = "(SELECT %s FROM certificate WHERE authority = ? ORDER BY serial LIMIT ?)";
    List<String> ofCertificates = new ArrayList<>();
    for (ForeignKey key : ForeignKey.to(connection, "certificate")) {
      ofCertificates.add(
          "DELETE FROM %s WHERE (%s) IN %s"
              .formatted(key.table(), key.columns(), chunk.formatted(key.target())));
    }
    List<String> ofAuthority = new ArrayList<>();
    for (ForeignKey key : ForeignKey.to(connection, "authority")) {
      if (!key.table().equals("certificate")) {
        ofAuthority.add(
            "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE %3$s = ? LIMIT ?)"
                .formatted(key.table(), key.identity(), key.columns()));
      }
    }
    return new Forgetting(
        ofCertificates,
        "DELETE FROM certificate WHERE seq IN " + chunk.formatted("seq"),
        ofAuthority);
  }
}
