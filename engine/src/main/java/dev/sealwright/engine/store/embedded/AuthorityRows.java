package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Octets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes authorities: rare, so prepared anew each time. */
final class AuthorityRows {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "owner",
          "created_at",
          "type",
          "key_spec",
          "signing_algorithm",
          "subject",
          "usage_mode",
          "annotation",
          "status",
          "version",
          "last_state_change",
          "failure",
          "key_vault",
          "key_id",
          "key_public",
          "cert_serial",
          "cert_subject",
          "cert_not_before",
          "cert_not_after",
          "cert_key_identifier",
          "cert_path_length");

  private static final String INSERT =
      "INSERT INTO authority ("
          + String.join(", ", COLUMNS)
          + ") VALUES ("
          + String.join(", ", COLUMNS.stream().map(column -> "?").toList())
          + ") ON CONFLICT (id) DO NOTHING";

  private static final String REPLACE =
      "UPDATE authority SET ("
          + String.join(", ", COLUMNS)
          + ") = ("
          + String.join(", ", COLUMNS.stream().map(column -> "?").toList())
          + ") WHERE id = ? AND version = ?";

  private final Connection connection;

  AuthorityRows(Connection connection) {
    this.connection = connection;
  }

  /** False when the id is taken. */
  boolean insert(Authority authority) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      bind(statement, authority);
      return statement.executeUpdate() == 1;
    }
  }

  /** False unless the version on record is the one before. */
  boolean replace(Authority after) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
      bind(statement, after);
      statement.setBytes(COLUMNS.size() + 1, Rows.bytes(after.id()));
      statement.setLong(COLUMNS.size() + 2, after.version() - 1);
      return statement.executeUpdate() == 1;
    }
  }

  void keepCsr(AuthorityId id, Octets der) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO authority_csr (authority, der) VALUES (?, ?)"
                + " ON CONFLICT (authority) DO UPDATE SET der = excluded.der")) {
      statement.setBytes(1, Rows.bytes(id));
      statement.setBytes(2, der.toArray());
      statement.executeUpdate();
    }
  }

  void keepCertificate(AuthorityId id, CaCertificate certificate) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM authority_certificate WHERE authority = ?")) {
      statement.setBytes(1, Rows.bytes(id));
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO authority_certificate (authority, place, der) VALUES (?, ?, ?)")) {
      insertPlace(statement, id, 0, certificate.certificate());
      for (int i = 0; i < certificate.chain().size(); i++) {
        insertPlace(statement, id, i + 1, certificate.chain().get(i));
      }
    }
  }

  private static void insertPlace(
      PreparedStatement statement, AuthorityId id, int place, Octets der) throws SQLException {
    statement.setBytes(1, Rows.bytes(id));
    statement.setInt(2, place);
    statement.setBytes(3, der.toArray());
    statement.executeUpdate();
  }

  private static void bind(PreparedStatement statement, Authority authority) throws SQLException {
    var settings = authority.settings();
    SigningKey key = authority.key();
    InstalledCertificate installed = authority.installed();
    var failure = authority.failure();
    Object[] values = {
      Rows.bytes(authority.id()),
      authority.owner(),
      authority.createdAt().toEpochMilli(),
      settings.type().name(),
      settings.keySpec().name(),
      settings.signingAlgorithm().name(),
      settings.subject().der().toArray(),
      settings.usageMode().name(),
      settings.annotation(),
      authority.status().name(),
      authority.version(),
      millis(authority.lastStateChange()),
      failure == null ? null : failure.name(),
      key == null ? null : key.vault(),
      key == null ? null : key.id().toArray(),
      key == null ? null : key.publicKey().info().toArray(),
      installed == null ? null : installed.serial().toByteArray(),
      installed == null ? null : installed.subject().der().toArray(),
      installed == null ? null : installed.validity().notBefore().getEpochSecond(),
      installed == null ? null : installed.validity().notAfter().getEpochSecond(),
      installed == null ? null : installed.keyIdentifier().hex(),
      installed == null ? null : installed.pathLength()
    };
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }
}
