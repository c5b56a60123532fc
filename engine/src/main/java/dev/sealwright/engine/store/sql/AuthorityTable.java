package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Octets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The authorities with their requests and certificates. Belongs to the writer's thread. */
public final class AuthorityTable {
  /** A removed one is on record only for {@link RemovalTable}. */
  private static final String SEEN = " FROM authority WHERE removed_at IS NULL AND ";

  public static final String BY_ID = "SELECT id, " + AuthorityRow.COLUMNS + SEEN + "id = ?";
  public static final String BY_STATUS = "SELECT id, " + AuthorityRow.COLUMNS + SEEN + "status = ?";
  public static final String TO_REMOVE =
      "SELECT id, " + AuthorityRow.COLUMNS + SEEN + "restorable_until <= ?";
  public static final String BY_OWNER =
      "SELECT id, " + AuthorityRow.COLUMNS + SEEN + "owner = ? ORDER BY created_at, id LIMIT ?";
  public static final String BY_OWNER_AFTER =
      "SELECT id, "
          + AuthorityRow.COLUMNS
          + SEEN
          + "owner = ? AND (created_at, id) > (?, ?)"
          + " ORDER BY created_at, id LIMIT ?";
  public static final String CSR = "SELECT der FROM authority_csr WHERE authority = ?";
  public static final String CERTIFICATES =
      "SELECT der FROM authority_certificate WHERE authority = ? ORDER BY position";

  private final PreparedStatement insert;
  private final PreparedStatement count;
  private final PreparedStatement replace;
  private final PreparedStatement exists;
  private final PreparedStatement hasVersion;
  private final PreparedStatement putCsr;
  private final PreparedStatement dropCertificates;
  private final PreparedStatement addCertificate;
  private final EvidenceTable evidence;

  AuthorityTable(Connection writer) throws SQLException {
    insert =
        writer.prepareStatement(
            "INSERT INTO authority (%s, id) VALUES (%s, ?) ON CONFLICT (id) DO NOTHING"
                .formatted(AuthorityRow.COLUMNS, AuthorityRow.MARKS));
    // Asked for with a limit, it never looks at more rows than that.
    count =
        writer.prepareStatement(
            """
            SELECT count(*) FROM
              (SELECT 1 FROM authority WHERE owner = ? AND removed_at IS NULL LIMIT ?) AS counted\
            """);
    replace =
        writer.prepareStatement(
            "UPDATE authority SET (%s) = (%s) WHERE id = ? AND version = ?"
                .formatted(AuthorityRow.COLUMNS, AuthorityRow.MARKS));
    exists = writer.prepareStatement("SELECT 1 FROM authority WHERE id = ?");
    hasVersion = writer.prepareStatement("SELECT 1 FROM authority WHERE id = ? AND version = ?");
    putCsr =
        writer.prepareStatement(
            """
            INSERT INTO authority_csr (authority, der) VALUES (?, ?)
            ON CONFLICT (authority) DO UPDATE SET der = excluded.der\
            """);
    dropCertificates =
        writer.prepareStatement("DELETE FROM authority_certificate WHERE authority = ?");
    addCertificate =
        writer.prepareStatement(
            "INSERT INTO authority_certificate (authority, position, der) VALUES (?, ?, ?)");
    evidence = new EvidenceTable(writer);
  }

  /** False, and nothing written, when the id exists. */
  boolean insert(Authority authority) throws SQLException {
    AuthorityRow.bind(insert, authority);
    return insert.executeUpdate() == 1;
  }

  /** Whether the owner has at least so many. */
  boolean has(String owner, long number) throws SQLException {
    if (number == CountLimits.UNLIMITED) {
      return false;
    }
    count.setString(1, owner);
    count.setLong(2, number);
    try (ResultSet row = count.executeQuery()) {
      return row.next() && row.getLong(1) >= number;
    }
  }

  boolean exists(AuthorityId id) throws SQLException {
    exists.setBytes(1, AuthorityRow.bytes(id));
    try (ResultSet row = exists.executeQuery()) {
      return row.next();
    }
  }

  /** False, and nothing written, unless the version on record is the one before. */
  boolean change(Mutation.ChangeAuthority change) throws SQLException {
    Authority after = change.after();
    AuthorityRow.bind(replace, after);
    replace.setLong(AuthorityRow.ID + 1, after.version() - 1);
    if (replace.executeUpdate() == 0) {
      return false;
    }
    Octets csr = change.csr();
    if (csr != null) {
      putCsr.setBytes(1, AuthorityRow.bytes(after.id()));
      putCsr.setBytes(2, csr.toArray());
      putCsr.executeUpdate();
    }
    CaCertificate certificate = change.certificate();
    if (certificate != null) {
      install(after.id(), certificate);
    }
    for (KeyEvidence each : change.evidence()) {
      evidence.insert(after.id(), each);
    }
    return true;
  }

  boolean hasVersion(AuthorityId id, long version) throws SQLException {
    hasVersion.setBytes(1, AuthorityRow.bytes(id));
    hasVersion.setLong(2, version);
    try (ResultSet row = hasVersion.executeQuery()) {
      return row.next();
    }
  }

  private void install(AuthorityId id, CaCertificate certificate) throws SQLException {
    dropCertificates.setBytes(1, AuthorityRow.bytes(id));
    dropCertificates.executeUpdate();
    add(id, 0, certificate.certificate());
    int position = 1;
    for (Octets issuer : certificate.chain()) {
      add(id, position++, issuer);
    }
  }

  private void add(AuthorityId id, int position, Octets der) throws SQLException {
    addCertificate.setBytes(1, AuthorityRow.bytes(id));
    addCertificate.setInt(2, position);
    addCertificate.setBytes(3, der.toArray());
    addCertificate.executeUpdate();
  }
}
