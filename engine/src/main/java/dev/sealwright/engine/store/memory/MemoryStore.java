package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that forgets everything when it is closed, so it keeps none of the promises about loss.
 *
 * <p>Threads: a batch is applied under the write lock, every read runs under the read lock.
 */
public final class MemoryStore implements Store {
  /**
   * Fair: readers on every carrier that overtake a parked virtual thread would starve the writer.
   */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  private final Tables tables = new Tables();
  private boolean closed;

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    return under(
        lock.writeLock(),
        () -> {
          List<Outcome> outcomes = new ArrayList<>(batch.size());
          for (Mutation mutation : batch) {
            outcomes.add(tables.apply(mutation));
          }
          return outcomes;
        });
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return read(() -> tables.authority(id));
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return read(() -> tables.csr(id));
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return read(() -> tables.caCertificate(id));
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    requirePositive(limit);
    return read(() -> tables.authorities(owner, after, limit));
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return read(() -> tables.authorities(status));
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return read(() -> tables.certificate(authority, serial));
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    requirePositive(limit);
    return read(() -> tables.openReservations(limit));
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return read(() -> tables.claimed(scope, token, now));
  }

  @Override
  public List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    requirePositive(limit);
    return read(() -> tables.auditEvents(authority, limit));
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T read(Supplier<T> query) {
    return under(lock.readLock(), query);
  }

  private <T> T under(Lock held, Supplier<T> work) {
    held.lock();
    try {
      if (closed) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "the store is closed");
      }
      return work.get();
    } finally {
      held.unlock();
    }
  }

  private static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }
}
