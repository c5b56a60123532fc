package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What certificates of a CA are held against.
 *
 * @param key recorded when it was made; absent before
 * @param subject as a name, whatever string types an issuer chose (RFC 5280 7.1)
 */
record AuthorityFacts(String id, @Nullable SubjectPublicKey key, X500Principal subject) {
  private static final String BY_ID = "SELECT id, key_public, subject FROM authority WHERE id = ?";

  static Optional<AuthorityFacts> find(Connection connection, byte[] id) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(BY_ID)) {
      query.setBytes(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  /** Of a row with id, key_public and subject; IllegalArgumentException for an unreadable name. */
  static AuthorityFacts read(ResultSet row) throws SQLException {
    byte[] key = row.getBytes("key_public");
    return new AuthorityFacts(
        Findings.id(row.getBytes("id")),
        key == null ? null : new SubjectPublicKey(Octets.copyOf(key)),
        new X500Principal(row.getBytes("subject")));
  }
}
