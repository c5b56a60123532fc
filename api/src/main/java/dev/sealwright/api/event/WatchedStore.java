package dev.sealwright.api.event;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store that tells an event log what was written, once it is durable: the one place through which
 * everything passes, also what a start finishes after a crash.
 *
 * <p>Closes the log before the store, which it reads. Threads: as the store.
 */
public final class WatchedStore implements Store {
  private final Store store;
  private final EventLog log;

  public WatchedStore(Store store, EventLog log) {
    this.store = store;
    this.log = log;
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    List<Outcome> outcomes = store.commit(batch);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Applied) {
        log.applied(batch.get(i));
      }
    }
    return outcomes;
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return store.authority(id);
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return store.csr(id);
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return store.caCertificate(id);
  }

  @Override
  public List<KeyEvidence> keyEvidence(AuthorityId id) {
    return store.keyEvidence(id);
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    return store.authorities(owner, after, limit);
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return store.authorities(status);
  }

  @Override
  public List<Authority> authoritiesToRemove(Instant now) {
    return store.authoritiesToRemove(now);
  }

  @Override
  public List<Removal> removals() {
    return store.removals();
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return store.certificate(authority, serial);
  }

  @Override
  public long issued(AuthorityId authority) {
    return store.issued(authority);
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    return store.openReservations(limit);
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return store.claimed(scope, token, now);
  }

  @Override
  public AttachedRecords attached() {
    return store.attached();
  }

  @Override
  public List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    return store.auditEvents(authority, limit);
  }

  @Override
  public void close() {
    log.close();
    store.close();
  }
}
