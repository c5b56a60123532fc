package dev.sealwright.engine;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store whose commits a test can watch, hold up or fail; it survives the engine that closes it.
 */
public final class ProbeStore implements Store {
  private final Store real;
  private final List<List<Mutation>> batches = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<List<Mutation>> beforeCommit = batch -> {};
  private volatile Cluster cluster;

  public ProbeStore(Store real) {
    this.real = real;
    this.cluster = Cluster.alone(real);
  }

  /** Called with each batch before it is written; what it throws the commit throws. */
  public void beforeCommit(Consumer<List<Mutation>> hook) {
    beforeCommit = hook;
  }

  /** Every batch that was written. */
  public List<List<Mutation>> batches() {
    return List.copyOf(batches);
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    beforeCommit.accept(batch);
    List<Outcome> outcomes = real.commit(batch);
    batches.add(List.copyOf(batch));
    return outcomes;
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return real.authority(id);
  }

  @Override
  public Optional<Octets> csr(AuthorityId id) {
    return real.csr(id);
  }

  @Override
  public List<KeyEvidence> keyEvidence(AuthorityId id) {
    return real.keyEvidence(id);
  }

  @Override
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return real.caCertificate(id);
  }

  @Override
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    return real.authorities(owner, after, limit);
  }

  @Override
  public List<Authority> authorities(CaStatus status) {
    return real.authorities(status);
  }

  @Override
  public List<Authority> authoritiesToRemove(Instant now) {
    return real.authoritiesToRemove(now);
  }

  @Override
  public List<Removal> removals() {
    return real.removals();
  }

  @Override
  public Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return real.certificate(authority, serial);
  }

  @Override
  public long issued(AuthorityId authority) {
    return real.issued(authority);
  }

  @Override
  public List<Reservation> openReservations(int limit) {
    return real.openReservations(limit);
  }

  @Override
  public Optional<Claimed> claimed(String scope, String token, Instant now) {
    return real.claimed(scope, token, now);
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public AttachedRecords attached() {
    return real.attached();
  }

  @Override
  public List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    return real.auditEvents(authority, limit);
  }

  /** Stays open for the next engine over the same records, which is told what this one left. */
  @Override
  public void close() {
    cluster = Cluster.alone(real);
  }
}
