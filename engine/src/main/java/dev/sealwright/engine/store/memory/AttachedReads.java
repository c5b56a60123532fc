package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.store.AttachedRecords;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reads of what hangs on authorities, each alone under the store's lock. */
final class AttachedReads implements AttachedRecords {
  /** The store's lock, and its refusal when closed. */
  interface Alone {
    <T> T alone(Supplier<T> work);
  }

  private final Alone lock;
  private final Tables tables;
  private final AttachedTables attached;

  AttachedReads(Alone lock, Tables tables) {
    this.lock = lock;
    this.tables = tables;
    this.attached = tables.attached();
  }

  @Override
  public Tags tags(AuthorityId authority) {
    return lock.alone(() -> attached.tags(authority));
  }

  @Override
  public List<Permission> permissions(AuthorityId authority) {
    return lock.alone(() -> attached.permissions(authority));
  }

  @Override
  public SharingPolicy sharing(AuthorityId authority) {
    return lock.alone(() -> attached.sharing().policy(authority));
  }

  @Override
  public List<Authority> sharedWith(
      String grantee, String other, @Nullable AuthorityCursor after, int limit) {
    MemoryStore.requirePositive(limit);
    Set<String> either = new HashSet<>(List.of(grantee, other));
    return lock.alone(
        () -> tables.authorities(a -> attached.sharing().isWith(a.id(), either), after, limit));
  }

  @Override
  public Optional<Revocation> revocation(AuthorityId authority, Serial serial) {
    return lock.alone(() -> attached.revocation(authority, serial));
  }

  @Override
  public List<Revocation> revocations(AuthorityId authority, @Nullable Serial after, int limit) {
    MemoryStore.requirePositive(limit);
    return lock.alone(() -> attached.revocations(authority, after, limit));
  }

  @Override
  public List<Revocation> revocations(
      AuthorityId authority,
      CrlScope scope,
      Instant unexpiredAt,
      @Nullable Revocation after,
      int limit) {
    MemoryStore.requirePositive(limit);
    return lock.alone(() -> attached.revocations(authority, scope, unexpiredAt, after, limit));
  }

  @Override
  public List<CrlRecord> crls(AuthorityId authority) {
    return lock.alone(() -> attached.lists().of(authority));
  }

  @Override
  public List<IssuedRecord> issued(AuthorityId authority, @Nullable Serial after, int limit) {
    MemoryStore.requirePositive(limit);
    return lock.alone(() -> tables.issued(authority, after, limit));
  }

  @Override
  public List<OcspSigner> ocspSigners(AuthorityId authority) {
    return lock.alone(() -> attached.ocspSigners().of(authority));
  }

  @Override
  public Optional<AuditReport> auditReport(AuthorityId authority, UUID id) {
    return lock.alone(() -> attached.auditReport(authority, id));
  }

  @Override
  public Optional<AuditReport> latestAuditReport(AuthorityId authority) {
    return lock.alone(() -> attached.latestAuditReport(authority));
  }

  @Override
  public List<AuditReport> openAuditReports(int limit) {
    MemoryStore.requirePositive(limit);
    return lock.alone(() -> attached.openAuditReports(limit));
  }
}
