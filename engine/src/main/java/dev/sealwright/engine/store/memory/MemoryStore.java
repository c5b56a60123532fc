package dev.sealwright.engine.store.memory;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that forgets everything when it is closed, so it keeps none of the promises about loss.
 *
 * <p>Threads: one lock for all, handed on in order of arrival, so that readers cannot starve the
 * writer.
 */
public final class MemoryStore implements Store {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Tables tables = new Tables();
  private final Cluster cluster = Cluster.alone(this);
  private final AttachedReads attached =
      new AttachedReads(
          new AttachedReads.Alone() {
            @Override
            public <T> T alone(Supplier<T> work) {
              return MemoryStore.this.alone(work);
            }
          },
          tables);
  private boolean closed;

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    return alone(() -> {
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Mutation mutation : batch) {
        outcomes.add(tables.apply(mutation));
      }
      return outcomes;
    });
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return alone(() -> tables.authority(id));
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return alone(() -> tables.csr(id));
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return alone(() -> tables.caCertificate(id));
  }

  @Override
  public List<KeyEvidence> keyEvidence(AuthorityId id) {
    return alone(() -> tables.keyEvidence(id));
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    requirePositive(limit);
    return alone(() -> tables.authorities(owner, after, limit));
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return alone(() -> tables.authorities(status));
  }

  @Override
  public List<Authority> authoritiesToRemove(Instant now) {
    return alone(() -> tables.authoritiesToRemove(now));
  }

  @Override
  public List<Removal> removals() {
    return alone(tables::removals);
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return alone(() -> tables.certificate(authority, serial));
  }

  @Override
  public long issued(AuthorityId authority) {
    return alone(() -> tables.issued(authority));
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    requirePositive(limit);
    return alone(() -> tables.openReservations(limit));
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return alone(() -> tables.claimed(scope, token, now));
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
    return alone(() -> tables.auditEvents(authority, limit));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "the store is closed");
      }
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }
}
