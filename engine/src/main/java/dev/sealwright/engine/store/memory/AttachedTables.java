package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What hangs on authorities, in memory. Not thread-safe: the store's lock guards every call. */
final class AttachedTables {
  private static final Comparator<Revocation> BY_EXPIRY =
      Comparator.comparing(Revocation::notAfter).thenComparing(Revocation::serial);

  private final Function<AuthorityId, Optional<Authority>> authorities;
  private final BiFunction<AuthorityId, Serial, Optional<Reservation>> sealed;
  private final Consumer<AuditEvent> audit;
  private final Map<AuthorityId, Tags> tags = new HashMap<>();
  private final Map<AuthorityId, List<Permission>> permissions = new HashMap<>();
  private final Map<AuthorityId, TreeMap<Serial, Revocation>> revocations = new HashMap<>();
  private final Lists lists = new Lists();
  private final Sharing sharing = new Sharing();
  private final OcspSigners ocspSigners = new OcspSigners();
  private final Map<UUID, AuditReport> reports = new LinkedHashMap<>();

  AttachedTables(
      Function<AuthorityId, Optional<Authority>> authorities,
      BiFunction<AuthorityId, Serial, Optional<Reservation>> sealed,
      Consumer<AuditEvent> audit) {
    this.authorities = authorities;
    this.sealed = sealed;
    this.audit = audit;
  }

  Outcome apply(Mutation.Attachment mutation) {
    return switch (mutation) {
      case Mutation.ChangeTags change -> change(change);
      case Mutation.AddPermission add -> add(add);
      case Mutation.RemovePermission remove -> remove(remove);
      case Mutation.Share share -> share(share);
      case Mutation.Revoke revoke -> revoke(revoke);
      case Mutation.TakeCrlNumber taken ->
          hasVersion(taken.authority(), taken.authorityVersion()) && lists.number(taken)
              ? Outcome.APPLIED
              : Outcome.STALE;
      case Mutation.PublishCrl published ->
          !unknown(published.authority()) && lists.publish(published)
              ? Outcome.APPLIED
              : Outcome.STALE;
      case Mutation.BeginAuditReport begin -> begin(begin);
      case Mutation.ChangeOcspSigner change -> {
        Outcome outcome = ocspSigners.change(change.after(), !unknown(change.after().authority()));
        yield outcome.equals(Outcome.APPLIED) ? applied(change.event()) : outcome;
      }
      case Mutation.EndAuditReport end -> end(end);
    };
  }

  void hang(AuthorityId authority, Tags all) {
    tags.put(authority, all);
  }

  /** Everything that hung on an authority that is gone. */
  void forget(AuthorityId authority) {
    tags.remove(authority);
    sharing.forget(authority);
    permissions.remove(authority);
    revocations.remove(authority);
    lists.forget(authority);
    ocspSigners.forget(authority);
    reports.values().removeIf(report -> report.authority().equals(authority));
  }

  private Outcome change(Mutation.ChangeTags change) {
    if (unknown(change.authority())) {
      return Outcome.STALE;
    }
    try {
      hang(change.authority(), change.applied(tags(change.authority())));
    } catch (CaException e) {
      return Outcome.FULL;
    }
    return applied(change.event());
  }

  private Outcome add(Mutation.AddPermission add) {
    if (unknown(add.authority())) {
      return Outcome.STALE;
    }
    Permission added = add.permission();
    List<Permission> present =
        permissions.computeIfAbsent(add.authority(), id -> new ArrayList<>());
    if (present.stream().anyMatch(p -> same(p, added.principal(), added.sourceAccount()))) {
      return Outcome.TAKEN;
    }
    if (present.size() >= add.limit()) {
      return Outcome.FULL;
    }
    present.add(added);
    present.sort(
        Comparator.comparing(Permission::principal).thenComparing(Permission::sourceAccount));
    return applied(add.event());
  }

  private Outcome remove(Mutation.RemovePermission remove) {
    List<Permission> present = permissions.getOrDefault(remove.authority(), new ArrayList<>());
    return present.removeIf(p -> same(p, remove.principal(), remove.sourceAccount()))
        ? applied(remove.event())
        : Outcome.STALE;
  }

  private Outcome share(Mutation.Share share) {
    return hasVersion(share.authority(), share.authorityVersion())
            && sharing.replace(share.authority(), share.after())
        ? applied(share.event())
        : Outcome.STALE;
  }

  private Outcome revoke(Mutation.Revoke revoke) {
    Revocation revocation = revoke.revocation();
    AuthorityId id = revocation.authority();
    TreeMap<Serial, Revocation> revoked =
        revocations.computeIfAbsent(id, authority -> new TreeMap<>());
    if (revoked.containsKey(revocation.serial())) {
      return Outcome.TAKEN;
    }
    Optional<Reservation> issued = sealed.apply(id, revocation.serial());
    if (!hasVersion(id, revoke.authorityVersion()) || issued.isEmpty()) {
      return Outcome.STALE;
    }
    Instant today = revocation.at().truncatedTo(ChronoUnit.DAYS);
    if (revoked.values().stream().filter(r -> !r.notAfter().isBefore(today)).count()
        >= revoke.limit()) {
      return Outcome.FULL;
    }
    revoked.put(revocation.serial(), revocation);
    lists.revoked(id, issued.get().scope());
    return applied(revoke.event());
  }

  private Outcome begin(Mutation.BeginAuditReport begin) {
    AuditReport report = begin.report();
    if (unknown(report.authority())) {
      return Outcome.STALE;
    }
    boolean soon =
        reports.values().stream()
            .filter(earlier -> earlier.authority().equals(report.authority()))
            .anyMatch(earlier ->
                earlier.status() == AuditReport.Status.CREATING
                    || earlier.createdAt().isAfter(begin.quietSince()));
    if (soon || reports.putIfAbsent(report.id(), report) != null) {
      return Outcome.TAKEN;
    }
    return applied(begin.event());
  }

  private Outcome end(Mutation.EndAuditReport end) {
    AuditReport report = reports.get(end.report());
    if (report == null
        || !report.authority().equals(end.authority())
        || report.status() != AuditReport.Status.CREATING) {
      return Outcome.STALE;
    }
    reports.put(report.id(), report.ended(end.end()));
    return applied(end.event());
  }

  private Outcome applied(AuditEvent event) {
    audit.accept(event);
    return Outcome.APPLIED;
  }

  private boolean hasVersion(AuthorityId id, long version) {
    return authorities.apply(id).filter(a -> a.version() == version).isPresent();
  }

  private boolean unknown(AuthorityId id) {
    return authorities.apply(id).isEmpty();
  }

  private static boolean same(Permission permission, String principal, String sourceAccount) {
    return permission.principal().equals(principal)
        && permission.sourceAccount().equals(sourceAccount);
  }

  Tags tags(AuthorityId authority) {
    return tags.getOrDefault(authority, Tags.NONE);
  }

  Lists lists() {
    return lists;
  }

  OcspSigners ocspSigners() {
    return ocspSigners;
  }

  Sharing sharing() {
    return sharing;
  }

  List<Permission> permissions(AuthorityId authority) {
    return List.copyOf(permissions.getOrDefault(authority, List.of()));
  }

  Optional<Revocation> revocation(AuthorityId authority, Serial serial) {
    return Optional.ofNullable(revoked(authority).get(serial));
  }

  List<Revocation> revocations(AuthorityId authority, @Nullable Serial after, int limit) {
    NavigableMap<Serial, Revocation> all = revoked(authority);
    return (after == null ? all : all.tailMap(after, false))
        .values().stream().limit(limit).toList();
  }

  List<Revocation> revocations(
      AuthorityId authority,
      CrlScope scope,
      Instant unexpiredAt,
      @Nullable Revocation after,
      int limit) {
    return revoked(authority).values().stream()
        .filter(revocation -> !revocation.notAfter().isBefore(unexpiredAt))
        .filter(revocation -> after == null || BY_EXPIRY.compare(revocation, after) > 0)
        .filter(revocation ->
            sealed
                .apply(authority, revocation.serial())
                .filter(issued -> issued.scope().equals(scope))
                .isPresent())
        .sorted(BY_EXPIRY)
        .limit(limit)
        .toList();
  }

  private NavigableMap<Serial, Revocation> revoked(AuthorityId authority) {
    return revocations.getOrDefault(authority, new TreeMap<>());
  }

  Optional<AuditReport> auditReport(AuthorityId authority, UUID id) {
    return Optional.ofNullable(reports.get(id))
        .filter(report -> report.authority().equals(authority));
  }

  Optional<AuditReport> latestAuditReport(AuthorityId authority) {
    return reports.values().stream()
        .filter(report -> report.authority().equals(authority))
        .max(Comparator.comparing(AuditReport::createdAt));
  }

  List<AuditReport> openAuditReports(int limit) {
    return reports.values().stream()
        .filter(report -> report.status() == AuditReport.Status.CREATING)
        .limit(limit)
        .toList();
  }
}
