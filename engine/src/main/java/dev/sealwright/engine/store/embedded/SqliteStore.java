package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record in one SQLite file, synced at every commit, for one process at a time.
 *
 * <p>Instants are kept to the millisecond. Threads: as {@link Store} says.
 */
public final class SqliteStore implements Store {
  private final @Nullable LockFile lock;
  private final @Nullable Writer writer;
  private final @Nullable Checkpointer checkpointer;
  private final Readers readers;
  private final AttachedReads attached;

  private final Cluster cluster = Cluster.alone(this);

  /** Not used when it is open for reading alone: then another process writes. */
  private final AuthorityCache cache = new AuthorityCache();

  /**
   * @param lock absent, as writer and checkpointer, when it is open for reading alone
   */
  SqliteStore(
      @Nullable LockFile lock,
      @Nullable Writer writer,
      @Nullable Checkpointer checkpointer,
      Readers readers) {
    this.lock = lock;
    this.writer = writer;
    this.checkpointer = checkpointer;
    this.readers = readers;
    this.attached = new AttachedReads(readers);
  }

  /**
   * Opens the database, making it and the folders above it when missing, readable by the owner
   * only.
   *
   * @throws CaException STORE_UNAVAILABLE when another has it open, when it is damaged, of another
   *     program or of a newer version, or when its commits would not be durable
   */
  public static SqliteStore open(Path file) {
    return Opening.open(file);
  }

  /**
   * Opens the database for reading alone, beside a process that has it open or without one. Every
   * commit is refused.
   *
   * @throws CaException STORE_UNAVAILABLE when there is none, when it is damaged, of another
   *     program, or of another version than this one
   */
  public static SqliteStore openForReading(Path file) {
    return Opening.openForReading(file);
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    if (writer == null || checkpointer == null) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store is open for reading alone");
    }
    try {
      return writer.commit(batch);
    } finally {
      cache.written(batch);
      checkpointer.written(batch.size());
    }
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return writer == null ? read(id) : cache.get(id, () -> read(id));
  }

  private Optional<Authority> read(AuthorityId id) {
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
        CertificateRow.BY_SERIAL,
        query -> {
          bind(query, authority);
          query.setBytes(2, serial.toArray());
        },
        CertificateRow::readStored);
  }

  @Override
  public long issued(AuthorityId authority) {
    return readers
        .first(IssuedCounts.OF_AUTHORITY, query -> bind(query, authority), row -> row.getLong(1))
        .orElse(0L);
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    requirePositive(limit);
    return readers.list(
        CertificateRow.OPEN, query -> query.setInt(1, limit), CertificateRow::readReservation);
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return readers.first(
        ClaimTable.HELD, query -> ClaimTable.bind(query, scope, token, now), ClaimTable::read);
  }

  @Override
  public Cluster cluster() {
    return cluster;
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

  /** Closes everything, the lock last; a second call does nothing. */
  @Override
  public void close() {
    // Resources close in reverse: the writer, as the last connection, folds the WAL in.
    try (lock;
        writer;
        checkpointer;
        readers) {
      // Only to close.
    } catch (SQLException | IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store did not close cleanly", e);
    }
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
