package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CreationFailure;
import dev.sealwright.engine.authority.Deletion;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import dev.sealwright.hsm.StorageStandard;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An authority as one row. */
public final class AuthorityRow {
  /** Every column but the id, in the order of {@link #bind}. */
  static final String COLUMNS =
      """
      owner, created_at, type, key_spec, signing_algorithm, subject, usage_mode, annotation, \
      status, version, last_state_change, key_vault, key_id, key_kind, key_public, ca_serial, \
      ca_subject, ca_not_before, ca_not_after, ca_key_identifier, ca_path_length, failure, \
      deleted_from, restorable_until, csr_extensions, storage_standard, \
      """
          + RevocationColumns.NAMES;

  /** The first parameter of {@link RevocationColumns}, counted from 1. */
  private static final int REVOCATION = 27;

  /** The parameter after those of {@link #bind}. */
  static final int ID = REVOCATION + RevocationColumns.COUNT;

  static final String MARKS = "?" + ", ?".repeat(ID - 2);

  private AuthorityRow() {}

  /** Sets the parameters of {@link #MARKS} and, after them, the id. */
  static void bind(PreparedStatement statement, Authority authority) throws SQLException {
    AuthoritySettings settings = authority.settings();
    statement.setString(1, authority.owner());
    statement.setLong(2, authority.createdAt().toEpochMilli());
    statement.setString(3, settings.type().name());
    statement.setString(4, settings.keySpec().name());
    statement.setString(5, settings.signingAlgorithm().name());
    statement.setBytes(6, settings.subject().der().toArray());
    statement.setString(7, settings.usageMode().name());
    statement.setString(8, settings.annotation());
    statement.setString(9, authority.status().name());
    statement.setLong(10, authority.version());
    Instant change = authority.lastStateChange();
    statement.setObject(11, change == null ? null : change.toEpochMilli());
    bindKey(statement, authority.key());
    bindInstalled(statement, authority.installed());
    CreationFailure failure = authority.failure();
    statement.setString(22, failure == null ? null : failure.name());
    Deletion deletion = authority.deletion();
    statement.setString(23, deletion == null ? null : deletion.before().name());
    statement.setObject(24, deletion == null ? null : deletion.restorableUntil().toEpochMilli());
    List<Extension> extensions = settings.csrExtensions();
    statement.setBytes(25, extensions.isEmpty() ? null : Extensions.encode(extensions).toArray());
    StorageStandard storage = settings.storage();
    statement.setString(26, storage == null ? null : storage.name());
    RevocationColumns.bind(statement, REVOCATION, authority.revocation());
    statement.setBytes(ID, bytes(authority.id()));
  }

  private static void bindKey(PreparedStatement statement, @Nullable SigningKey key)
      throws SQLException {
    statement.setString(12, key == null ? null : key.vault());
    statement.setBytes(13, key == null ? null : key.id().toArray());
    statement.setString(14, key == null ? null : key.spec().name());
    statement.setBytes(15, key == null ? null : key.publicKey().info().toArray());
  }

  private static void bindInstalled(
      PreparedStatement statement, @Nullable InstalledCertificate installed) throws SQLException {
    if (installed == null) {
      for (int index = 16; index <= 21; index++) {
        statement.setObject(index, null);
      }
      return;
    }
    statement.setBytes(16, installed.serial().toByteArray());
    statement.setBytes(17, installed.subject().der().toArray());
    statement.setLong(18, installed.validity().notBefore().getEpochSecond());
    statement.setLong(19, installed.validity().notAfter().getEpochSecond());
    statement.setBytes(20, installed.keyIdentifier().toArray());
    statement.setObject(21, installed.pathLength());
  }

  /** Reads a row that has the id and {@link #COLUMNS}. */
  static Authority read(ResultSet row) throws SQLException {
    long change = row.getLong("last_state_change");
    Instant lastStateChange = row.wasNull() ? null : Instant.ofEpochMilli(change);
    String failure = row.getString("failure");
    String deletedFrom = row.getString("deleted_from");
    return new Authority(
        new AuthorityId(uuid(row.getBytes("id"))),
        row.getString("owner"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        readSettings(row),
        RevocationColumns.read(row),
        CaStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        lastStateChange,
        readKey(row),
        readInstalled(row),
        failure == null ? null : CreationFailure.valueOf(failure),
        deletedFrom == null
            ? null
            : new Deletion(
                CaStatus.valueOf(deletedFrom),
                Instant.ofEpochMilli(row.getLong("restorable_until"))));
  }

  private static AuthoritySettings readSettings(ResultSet row) throws SQLException {
    String storage = row.getString("storage_standard");
    return new AuthoritySettings(
        AuthorityType.valueOf(row.getString("type")),
        KeySpec.valueOf(row.getString("key_spec")),
        SignatureAlgorithm.valueOf(row.getString("signing_algorithm")),
        new Name(Octets.copyOf(row.getBytes("subject"))),
        UsageMode.valueOf(row.getString("usage_mode")),
        storage == null ? null : StorageStandard.valueOf(storage),
        row.getString("annotation"),
        readExtensions(row.getBytes("csr_extensions")));
  }

  private static List<Extension> readExtensions(byte @Nullable [] der) {
    return der == null ? List.of() : Extensions.decode(Octets.copyOf(der));
  }

  private static @Nullable SigningKey readKey(ResultSet row) throws SQLException {
    String vault = row.getString("key_vault");
    if (vault == null) {
      return null;
    }
    return new SigningKey(
        vault,
        new KeyId(uuid(row.getBytes("key_id"))),
        KeySpec.valueOf(row.getString("key_kind")),
        new SubjectPublicKey(Octets.copyOf(row.getBytes("key_public"))));
  }

  private static @Nullable InstalledCertificate readInstalled(ResultSet row) throws SQLException {
    byte[] serial = row.getBytes("ca_serial");
    if (serial == null) {
      return null;
    }
    int limit = row.getInt("ca_path_length");
    Integer pathLength = row.wasNull() ? null : Integer.valueOf(limit);
    return new InstalledCertificate(
        new BigInteger(serial),
        new Name(Octets.copyOf(row.getBytes("ca_subject"))),
        new Validity(
            Instant.ofEpochSecond(row.getLong("ca_not_before")),
            Instant.ofEpochSecond(row.getLong("ca_not_after"))),
        KeyIdentifier.of(row.getBytes("ca_key_identifier")),
        pathLength);
  }

  public static byte[] bytes(AuthorityId id) {
    return bytes(id.value());
  }

  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  public static UUID uuid(byte[] bytes) {
    if (bytes.length != 2 * Long.BYTES) {
      throw new IllegalArgumentException("an id of " + bytes.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
