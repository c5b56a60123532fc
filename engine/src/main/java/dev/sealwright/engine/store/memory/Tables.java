package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tables of the memory store. Not thread-safe: the store's lock guards every call. */
final class Tables {
  private static final Comparator<AuthorityCursor> BY_CREATION =
      Comparator.comparing(AuthorityCursor::createdAt).thenComparing(AuthorityCursor::id);

  private record CertificateKey(AuthorityId authority, Serial serial) {}

  private record ClaimKey(String scope, String token) {}

  private record HeldClaim(Claimed by, Instant expiresAt) {}

  private final Map<AuthorityId, Authority> authorities = new HashMap<>();
  private final Map<AuthorityId, Removal> removals = new LinkedHashMap<>();
  private final Map<AuthorityId, Octets> csrs = new HashMap<>();
  private final Map<AuthorityId, CaCertificate> caCertificates = new HashMap<>();
  private final Map<AuthorityId, SortedMap<String, KeyEvidence>> evidence = new HashMap<>();
  private final Map<CertificateKey, StoredCertificate> certificates = new HashMap<>();
  private final Map<AuthorityId, Long> issued = new HashMap<>();
  private final Map<CertificateKey, Reservation> open = new LinkedHashMap<>();
  private final Map<ClaimKey, HeldClaim> claims = new HashMap<>();
  private final List<AuditEvent> events = new ArrayList<>();
  private final AttachedTables attached =
      new AttachedTables(this::authority, this::sealed, events::add);

  Outcome apply(Mutation mutation) {
    return switch (mutation) {
      case Mutation.CreateAuthority create -> create(create);
      case Mutation.ChangeAuthority change -> change(change);
      case Mutation.RemoveAuthority remove -> remove(remove);
      case Mutation.KeyDestroyed destroyed -> keyDestroyed(destroyed);
      case Mutation.Forget forget -> forget(forget);
      case Mutation.Reserve reserve -> reserve(reserve);
      case Mutation.Seal seal ->
          end(seal.authority(), seal.serial(), seal.signature(), null, seal.event());
      case Mutation.Close close -> close(close);
      case Mutation.Note note -> {
        events.add(note.event());
        yield Outcome.APPLIED;
      }
      case Mutation.Attachment attachment -> attached.apply(attachment);
    };
  }

  private Outcome create(Mutation.CreateAuthority create) {
    Authority authority = create.authority();
    Optional<Claimed> earlier = claimed(create.claim(), authority.createdAt());
    if (earlier.isPresent()) {
      return new Outcome.Replayed(earlier.get());
    }
    if (removals.containsKey(authority.id()) || authorities.containsKey(authority.id())) {
      return Outcome.TAKEN;
    }
    if (counted(authority.owner()) >= create.limit()) {
      return Outcome.FULL;
    }
    authorities.put(authority.id(), authority);
    attached.hang(authority.id(), create.tags());
    lay(create.claim(), authority.id().toString());
    events.add(create.event());
    return Outcome.APPLIED;
  }

  private Outcome change(Mutation.ChangeAuthority change) {
    Authority after = change.after();
    if (!hasVersion(after.id(), after.version() - 1)) {
      return Outcome.STALE;
    }
    authorities.put(after.id(), after);
    if (change.csr() != null) {
      csrs.put(after.id(), change.csr());
    }
    if (change.certificate() != null) {
      caCertificates.put(after.id(), change.certificate());
    }
    for (KeyEvidence each : change.evidence()) {
      evidence.computeIfAbsent(after.id(), id -> new TreeMap<>()).putIfAbsent(each.vault(), each);
    }
    events.add(change.event());
    return Outcome.APPLIED;
  }

  private Outcome remove(Mutation.RemoveAuthority remove) {
    AuthorityId id = remove.authority();
    if (!hasVersion(id, remove.version())) {
      return Outcome.STALE;
    }
    Authority removed = authorities.remove(id);
    SigningKey key = removed == null ? null : removed.key();
    removals.put(id, new Removal(id, key == null ? null : key.vault(), false));
    csrs.remove(id);
    caCertificates.remove(id);
    evidence.remove(id);
    events.add(remove.event());
    return Outcome.APPLIED;
  }

  private Outcome keyDestroyed(Mutation.KeyDestroyed destroyed) {
    Removal removal = removals.get(destroyed.authority());
    if (removal == null || removal.keyDestroyed()) {
      return Outcome.STALE;
    }
    removals.put(removal.authority(), new Removal(removal.authority(), removal.vault(), true));
    events.add(destroyed.event());
    return Outcome.APPLIED;
  }

  private Outcome forget(Mutation.Forget forget) {
    Removal removal = removals.get(forget.authority());
    if (removal == null || !removal.keyDestroyed()) {
      return Outcome.STALE;
    }
    List<CertificateKey> some =
        certificates.keySet().stream()
            .filter(key -> key.authority().equals(forget.authority()))
            .limit(forget.rows())
            .toList();
    some.forEach(certificates::remove);
    some.forEach(open::remove);
    if (some.isEmpty()) {
      attached.forget(forget.authority());
      removals.remove(forget.authority());
      issued.remove(forget.authority());
    }
    return Outcome.APPLIED;
  }

  private Outcome reserve(Mutation.Reserve reserve) {
    Reservation reservation = reserve.reservation();
    Optional<Claimed> earlier = claimed(reserve.claim(), reservation.issuedAt());
    if (earlier.isPresent()) {
      return new Outcome.Replayed(earlier.get());
    }
    if (!hasVersion(reservation.authority(), reservation.authorityVersion())) {
      return Outcome.STALE;
    }
    var key = new CertificateKey(reservation.authority(), reservation.serial());
    var stored = new StoredCertificate(reservation, null, null);
    if (certificates.containsKey(key)) {
      return Outcome.TAKEN;
    }
    if (issued(reservation.authority()) >= reserve.limit()) {
      return Outcome.FULL;
    }
    certificates.put(key, stored);
    issued.merge(reservation.authority(), 1L, Long::sum);
    attached.lists().bind(reservation);
    open.put(key, reservation);
    lay(reserve.claim(), reservation.serial().hex());
    return Outcome.APPLIED;
  }

  private Outcome close(Mutation.Close close) {
    Outcome outcome = end(close.authority(), close.serial(), null, close.reason(), close.event());
    Claim freed = close.freed();
    if (outcome.equals(Outcome.APPLIED)) {
      issued.merge(close.authority(), -1L, Long::sum);
    }
    if (outcome.equals(Outcome.APPLIED) && freed != null) {
      claims.computeIfPresent(
          new ClaimKey(freed.scope(), freed.token()),
          (key, held) -> held.by().resource().equals(close.serial().hex()) ? null : held);
    }
    return outcome;
  }

  private Outcome end(
      AuthorityId authority,
      Serial serial,
      @Nullable Octets signature,
      @Nullable String failure,
      AuditEvent event) {
    var key = new CertificateKey(authority, serial);
    Reservation reservation = open.remove(key);
    if (reservation == null) {
      return Outcome.STALE;
    }
    certificates.put(key, new StoredCertificate(reservation, signature, failure));
    events.add(event);
    return Outcome.APPLIED;
  }

  private boolean hasVersion(AuthorityId id, long version) {
    Authority recorded = authorities.get(id);
    return recorded != null && recorded.version() == version;
  }

  private Optional<Claimed> claimed(@Nullable Claim claim, Instant now) {
    return claim == null ? Optional.empty() : claimed(claim.scope(), claim.token(), now);
  }

  private void lay(@Nullable Claim claim, String resource) {
    if (claim != null) {
      var by = new Claimed(claim.fingerprint(), resource);
      claims.put(new ClaimKey(claim.scope(), claim.token()), new HeldClaim(by, claim.expiresAt()));
    }
  }

  Optional<Authority> authority(AuthorityId id) {
    return Optional.ofNullable(authorities.get(id));
  }

  Optional<Octets> csr(AuthorityId id) {
    return Optional.ofNullable(csrs.get(id));
  }

  Optional<CaCertificate> caCertificate(AuthorityId id) {
    return Optional.ofNullable(caCertificates.get(id));
  }

  List<KeyEvidence> keyEvidence(AuthorityId id) {
    return List.copyOf(evidence.getOrDefault(id, new TreeMap<>()).values());
  }

  List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    return authorities(authority -> authority.owner().equals(owner), after, limit);
  }

  List<Authority> authorities(
      Predicate<Authority> wanted, @Nullable AuthorityCursor after, int limit) {
    return authorities.values().stream()
        .filter(wanted)
        .filter(authority -> after == null || BY_CREATION.compare(place(authority), after) > 0)
        .sorted(Comparator.comparing(Tables::place, BY_CREATION))
        .limit(limit)
        .toList();
  }

  List<Authority> authorities(CaStatus status) {
    return authorities.values().stream().filter(authority -> authority.status() == status).toList();
  }

  List<Authority> authoritiesToRemove(Instant now) {
    return authorities.values().stream().filter(authority -> authority.gone(now)).toList();
  }

  List<Removal> removals() {
    return List.copyOf(removals.values());
  }

  private static AuthorityCursor place(Authority authority) {
    return new AuthorityCursor(authority.createdAt(), authority.id());
  }

  Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial) {
    return Optional.ofNullable(certificates.get(new CertificateKey(authority, serial)));
  }

  AttachedTables attached() {
    return attached;
  }

  private Optional<Reservation> sealed(AuthorityId authority, Serial serial) {
    return certificate(authority, serial)
        .filter(found -> found.signature() != null)
        .map(StoredCertificate::reservation);
  }

  List<IssuedRecord> issued(AuthorityId authority, @Nullable Serial after, int limit) {
    return certificates.values().stream()
        .filter(stored -> stored.signature() != null)
        .map(StoredCertificate::reservation)
        .filter(reservation -> reservation.authority().equals(authority))
        .filter(reservation -> after == null || reservation.serial().compareTo(after) > 0)
        .sorted(Comparator.comparing(Reservation::serial))
        .limit(limit)
        .map(reservation ->
            new IssuedRecord(
                reservation, attached.revocation(authority, reservation.serial()).orElse(null)))
        .toList();
  }

  long issued(AuthorityId authority) {
    return issued.getOrDefault(authority, 0L);
  }

  private long counted(String owner) {
    return authorities.values().stream().filter(a -> a.owner().equals(owner)).count();
  }

  List<Reservation> openReservations(int limit) {
    return open.values().stream().limit(limit).toList();
  }

  Optional<Claimed> claimed(String scope, String token, Instant now) {
    return Optional.ofNullable(claims.get(new ClaimKey(scope, token)))
        .filter(held -> held.expiresAt().isAfter(now))
        .map(HeldClaim::by);
  }

  List<AuditEvent> auditEvents(AuthorityId authority, int limit) {
    return events.stream()
        .filter(event -> event.authority().equals(authority))
        .limit(limit)
        .toList();
  }
}
