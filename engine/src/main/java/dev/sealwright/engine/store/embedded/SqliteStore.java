package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record in one SQLite file.
 *
 * <p>Threads: as {@link Store} says; at most {@link #READERS} reads run at once, more wait.
 */
public final class SqliteStore implements Store {
  /** Reads of an indexed row take microseconds; more connections than this only cost memory. */
  private static final int READERS = 4;

  private final Database database;
  private final Writer writer;
  private final ReaderPool readers;

  private SqliteStore(Database database, Writer writer, ReaderPool readers) {
    this.database = database;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens the file, or makes it, with its folder.
   *
   * @throws CaException STORE_UNAVAILABLE when another server holds it, when it is something else,
   *     or when its commits would not be durable
   */
  public static SqliteStore open(Path file) {
    Database database = Database.open(file);
    try {
      return new SqliteStore(
          database, new Writer(database.writer()), new ReaderPool(database, READERS));
    } catch (SQLException e) {
      database.close();
      throw Database.unavailable("cannot open the store " + file, e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    return writer.commit(batch);
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return readers.read(reader -> reader.authority(id));
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return readers.read(reader -> reader.csr(id));
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return readers.read(reader -> reader.caCertificate(id));
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    requirePositive(limit);
    return readers.read(reader -> reader.authorities(owner, after, limit));
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return readers.read(reader -> reader.authorities(status));
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return readers.read(reader -> reader.certificate(authority, serial));
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    requirePositive(limit);
    return readers.read(reader -> reader.openReservations(limit));
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return readers.read(reader -> reader.claimed(scope, token, now));
  }

  @Override
  public List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    requirePositive(limit);
    return readers.read(reader -> reader.auditEvents(authority, limit));
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    readers.close();
    writer.close();
    database.close();
  }

  private static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }
}
