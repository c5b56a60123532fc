package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reading side of a store whose tables are those of this package. Threads: any. */
public abstract class SqlStore implements Store {
  private final Queries readers;
  private final Dialect dialect;
  private final AttachedReads attached;

  protected SqlStore(Queries readers, Dialect dialect) {
    this.readers = readers;
    this.dialect = dialect;
    this.attached = new AttachedReads(readers, dialect);
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return readers.first(AuthorityTable.BY_ID, query -> bind(query, id), AuthorityRow::read);
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return readers.first(
        AuthorityTable.CSR, query -> bind(query, id), row -> Octets.copyOf(row.getBytes(1)));
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    List<Octets> path =
        readers.list(
            AuthorityTable.CERTIFICATES,
            query -> bind(query, id),
            row -> Octets.copyOf(row.getBytes(1)));
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new CaCertificate(path.getFirst(), path.subList(1, path.size())));
  }

  @Override
  public List<KeyEvidence> keyEvidence(AuthorityId id) {
    return readers.list(EvidenceTable.OF_AUTHORITY, query -> bind(query, id), EvidenceTable::read);
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    requirePositive(limit);
    if (after == null) {
      return readers.list(
          AuthorityTable.BY_OWNER,
          query -> {
            query.setString(1, owner);
            query.setInt(2, limit);
          },
          AuthorityRow::read);
    }
    return readers.list(
        AuthorityTable.BY_OWNER_AFTER,
        query -> {
          query.setString(1, owner);
          query.setLong(2, after.createdAt().toEpochMilli());
          query.setBytes(3, AuthorityRow.bytes(after.id()));
          query.setInt(4, limit);
        },
        AuthorityRow::read);
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return readers.list(
        AuthorityTable.BY_STATUS, query -> query.setString(1, status.name()), AuthorityRow::read);
  }

  @Override
  public List<Authority> authoritiesToRemove(Instant now) {
    return readers.list(
        AuthorityTable.TO_REMOVE,
        query -> query.setLong(1, now.toEpochMilli()),
        AuthorityRow::read);
  }

  @Override
  public List<Removal> removals() {
    return readers.list(RemovalTable.UNFINISHED, query -> {}, RemovalTable::read);
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return readers.first(
        dialect.certificate(),
        query -> {
          bind(query, authority);
          query.setBytes(2, serial.toArray());
        },
        CertificateRow::readStored);
  }

  @Override
  public long issued(AuthorityId authority) {
    return readers
        .first(dialect.issued(), query -> bind(query, authority), row -> row.getLong(1))
        .orElse(0L);
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    requirePositive(limit);
    return readers.list(
        dialect.openReservations(),
        query -> query.setInt(1, limit),
        CertificateRow::readReservation);
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return readers.first(
        ClaimTable.HELD, query -> ClaimTable.bind(query, scope, token, now), ClaimTable::read);
  }

  @Override
  public AttachedRecords attached() {
    return attached;
  }

  @Override
  public List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    requirePositive(limit);
    return readers.list(
        AuditTable.OF_AUTHORITY,
        query -> {
          bind(query, authority);
          query.setInt(2, limit);
        },
        AuditTable::read);
  }

  private static void bind(PreparedStatement query, AuthorityId id) throws SQLException {
    query.setBytes(1, AuthorityRow.bytes(id));
  }

  static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }
}
