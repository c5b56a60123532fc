package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CreationFailure;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as the engine's values. */
final class Rows {
  private Rows() {}

  static byte[] bytes(AuthorityId id) {
    return id.keyId().toArray();
  }

  static Authority authority(ResultSet row) throws SQLException {
    AuthorityId id = authorityId(row, "id");
    KeySpec spec = KeySpec.valueOf(row.getString("key_spec"));
    String failure = row.getString("failure");
    return new Authority(
        id,
        row.getString("owner"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        new AuthoritySettings(
            AuthorityType.valueOf(row.getString("type")),
            spec,
            SignatureAlgorithm.valueOf(row.getString("signing_algorithm")),
            name(row, "subject"),
            UsageMode.valueOf(row.getString("usage_mode")),
            row.getString("annotation")),
        CaStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        moment(row, "last_state_change"),
        key(row, spec),
        installed(row),
        failure == null ? null : CreationFailure.valueOf(failure));
  }

  static Reservation reservation(ResultSet row) throws SQLException {
    return new Reservation(
        authorityId(row, "authority"),
        row.getLong("authority_version"),
        Serial.of(row.getBytes("serial")),
        Octets.copyOf(row.getBytes("tbs")),
        SignatureAlgorithm.valueOf(row.getString("algorithm")),
        row.getString("template"),
        row.getString("requester"),
        Instant.ofEpochMilli(row.getLong("issued_at")),
        validity(row, "not_before", "not_after"));
  }

  static AuditEvent auditEvent(ResultSet row) throws SQLException {
    byte[] serial = row.getBytes("serial");
    return new AuditEvent(
        Instant.ofEpochMilli(row.getLong("at")),
        AuditEvent.Kind.valueOf(row.getString("kind")),
        authorityId(row, "authority"),
        serial == null ? null : Serial.of(serial),
        row.getString("actor"),
        row.getString("detail"));
  }

  private static @Nullable SigningKey key(ResultSet row, KeySpec spec) throws SQLException {
    String vault = row.getString("key_vault");
    return vault == null
        ? null
        : new SigningKey(
            vault,
            new KeyId(uuid(row.getBytes("key_id"))),
            spec,
            new SubjectPublicKey(Octets.copyOf(row.getBytes("key_public"))));
  }

  private static @Nullable InstalledCertificate installed(ResultSet row) throws SQLException {
    byte[] serial = row.getBytes("cert_serial");
    if (serial == null) {
      return null;
    }
    int pathLength = row.getInt("cert_path_length");
    return new InstalledCertificate(
        new BigInteger(serial),
        name(row, "cert_subject"),
        validity(row, "cert_not_before", "cert_not_after"),
        new KeyIdentifier(row.getString("cert_key_identifier")),
        isNull(row, "cert_path_length") ? null : Integer.valueOf(pathLength));
  }

  private static boolean isNull(ResultSet row, String column) throws SQLException {
    return row.getObject(column) == null;
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static Validity validity(ResultSet row, String from, String to) throws SQLException {
    return new Validity(
        Instant.ofEpochSecond(row.getLong(from)), Instant.ofEpochSecond(row.getLong(to)));
  }

  private static Name name(ResultSet row, String column) throws SQLException {
    return new Name(Octets.copyOf(row.getBytes(column)));
  }

  private static AuthorityId authorityId(ResultSet row, String column) throws SQLException {
    return new AuthorityId(uuid(row.getBytes(column)));
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
