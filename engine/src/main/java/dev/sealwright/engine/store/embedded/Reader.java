package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The queries, over one read-only connection; used by one thread at a time. */
final class Reader implements AutoCloseable {
  private static final String CERTIFICATE =
      "SELECT c.authority, c.serial, c.authority_version, c.algorithm, c.template, c.requester,"
          + " c.issued_at, c.not_before, c.not_after, d.tbs";

  private final Connection connection;

  Reader(Connection connection) {
    this.connection = connection;
  }

  /** Turns the current row into a value. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  Optional<Authority> authority(AuthorityId id) throws SQLException {
    return one("SELECT * FROM authority WHERE id = ?", Rows::authority, Rows.bytes(id));
  }

  Optional<Octets> csr(AuthorityId id) throws SQLException {
    return one(
        "SELECT der FROM authority_csr WHERE authority = ?",
        row -> Octets.copyOf(row.getBytes(1)),
        Rows.bytes(id));
  }

  Optional<CaCertificate> caCertificate(AuthorityId id) throws SQLException {
    List<Octets> path =
        all(
            "SELECT der FROM authority_certificate WHERE authority = ? ORDER BY place",
            row -> Octets.copyOf(row.getBytes(1)),
            Rows.bytes(id));
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new CaCertificate(path.getFirst(), path.subList(1, path.size())));
  }

  List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit)
      throws SQLException {
    if (after == null) {
      return all(
          "SELECT * FROM authority WHERE owner = ? ORDER BY created_at, id LIMIT ?",
          Rows::authority,
          owner,
          limit);
    }
    return all(
        "SELECT * FROM authority WHERE owner = ? AND (created_at, id) > (?, ?)"
            + " ORDER BY created_at, id LIMIT ?",
        Rows::authority,
        owner,
        after.createdAt().toEpochMilli(),
        Rows.bytes(after.id()),
        limit);
  }

  List<Authority> authorities(CaStatus status) throws SQLException {
    return all(
        "SELECT * FROM authority WHERE status = ? ORDER BY created_at, id",
        Rows::authority,
        status.name());
  }

  Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial)
      throws SQLException {
    return one(
        CERTIFICATE
            + ", s.signature, x.reason FROM certificate c JOIN certificate_der d USING (seq)"
            + " LEFT JOIN seal s USING (seq) LEFT JOIN closure x USING (seq)"
            + " WHERE c.authority = ? AND c.serial = ?",
        row -> {
          byte[] signature = row.getBytes("signature");
          return new StoredCertificate(
              Rows.reservation(row),
              signature == null ? null : Octets.copyOf(signature),
              row.getString("reason"));
        },
        Rows.bytes(authority),
        serial.toArray());
  }

  List<Reservation> openReservations(int limit) throws SQLException {
    return all(
        CERTIFICATE
            + " FROM open_reservation o JOIN certificate c USING (seq)"
            + " JOIN certificate_der d USING (seq) ORDER BY o.seq LIMIT ?",
        Rows::reservation,
        limit);
  }

  Optional<Claimed> claimed(String scope, String token, Instant now) throws SQLException {
    return one(
        "SELECT fingerprint, resource FROM claim WHERE scope = ? AND token = ? AND expires_at > ?",
        row -> new Claimed(Octets.copyOf(row.getBytes(1)), row.getString(2)),
        scope,
        token,
        now.toEpochMilli());
  }

  List<AuditEvent> auditEvents(AuthorityId authority, int limit) throws SQLException {
    return all(
        "SELECT at, kind, authority, serial, actor, detail FROM audit_event"
            + " WHERE authority = ? ORDER BY seq LIMIT ?",
        Rows::auditEvent,
        Rows.bytes(authority),
        limit);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw Database.unavailable("a reader of the store did not close", e);
    }
  }

  private <T> Optional<T> one(String query, Row<T> row, Object... parameters) throws SQLException {
    List<T> found = all(query, row, parameters);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  private <T> List<T> all(String query, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(row.read(rows));
        }
        return found;
      }
    }
  }
}
