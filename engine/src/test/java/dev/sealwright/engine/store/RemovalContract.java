package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.OWNER;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.installed;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.pending;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static dev.sealwright.engine.store.StoreFixtures.signingKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.x509.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about the end of authorities. */
abstract class RemovalContract {
  private final Supplier<Store> opened;

  RemovalContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @Test
  void whatWasRemovedIsFoundNoMore() {
    Authority created = creating();
    Authority pending = created.keyMade(signingKey(created.id()), NOW);
    Authority active = pending.certified(installed(null), NOW);
    commit(creation(created));
    commit(AuthorityContract.change(pending, octets("csr"), null));
    commit(
        AuthorityContract.change(
            active, null, new CaCertificate(octets("own"), List.of(octets("root")))));

    assertThat(commit(removal(active))).isEqualTo(Outcome.APPLIED);

    assertThat(store().authority(active.id())).isEmpty();
    assertThat(store().csr(active.id())).isEmpty();
    assertThat(store().caCertificate(active.id())).isEmpty();
    assertThat(store().authorities(OWNER, null, 10)).isEmpty();
    assertThat(store().authorities(CaStatus.ACTIVE)).isEmpty();
    assertThat(store().removals()).containsExactly(new Removal(active.id(), "vault-a", false));
    assertThat(commit(creation(Authority.creating(active.id(), OWNER, NOW, active.settings()))))
        .isEqualTo(Outcome.TAKEN);
  }

  @Test
  void whatWasRemovedIsNotChangedAndSignsNothing() {
    Authority active = active();
    commit(creation(active));
    commit(removal(active));

    Authority disabled = active.updated(CaStatus.DISABLED, null, NOW);
    assertThat(commit(AuthorityContract.change(disabled))).isEqualTo(Outcome.STALE);
    assertThat(commit(reserve(reservation(active)))).isEqualTo(Outcome.STALE);
    assertThat(commit(removal(active))).isEqualTo(Outcome.STALE);
    assertThat(kinds(active.id())).containsOnlyOnce(AuditEvent.Kind.AUTHORITY_REMOVED);
  }

  @Test
  void onlyTheVersionThatWasSeenIsRemoved() {
    Authority pending = pending();
    commit(creation(pending));
    Authority active = pending.certified(installed(null), NOW);
    commit(AuthorityContract.change(active));

    assertThat(commit(removal(pending))).isEqualTo(Outcome.STALE);
    assertThat(commit(removal(creating()))).isEqualTo(Outcome.STALE);

    assertThat(store().authority(active.id())).contains(active);
    assertThat(store().removals()).isEmpty();
    assertThat(kinds(active.id())).doesNotContain(AuditEvent.Kind.AUTHORITY_REMOVED);
  }

  @Test
  void aKeyIsDestroyedOnceAndOnlyOfWhatWasRemoved() {
    Authority creating = creating();
    commit(creation(creating));
    assertThat(commit(keyDestroyed(creating.id()))).isEqualTo(Outcome.STALE);
    commit(removal(creating));
    assertThat(store().removals()).containsExactly(new Removal(creating.id(), null, false));

    assertThat(commit(keyDestroyed(creating.id()))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(keyDestroyed(creating.id()))).isEqualTo(Outcome.STALE);

    assertThat(store().removals()).containsExactly(new Removal(creating.id(), null, true));
    assertThat(kinds(creating.id())).containsOnlyOnce(AuditEvent.Kind.KEY_DESTROYED);
  }

  @Test
  void itIsForgottenPieceByPieceAndNothingElseIs() {
    Authority ending = active();
    Authority staying = active();
    Reservation other = reservation(staying);
    commit(creation(ending));
    commit(creation(staying));
    commit(reserve(other));
    commit(seal(other));
    List<Reservation> issued =
        List.of(reservation(ending), reservation(ending), reservation(ending), reservation(ending));
    issued.forEach(each -> commit(reserve(each)));
    commit(seal(issued.get(0)));
    commit(StoreFixtures.close(issued.get(1)));
    commit(
        new Mutation.ChangeTags(
            ending.id(),
            List.of(),
            List.of(new Tag("team", "pki")),
            StoreFixtures.event(ending.id(), AuditEvent.Kind.TAGS_CHANGED)));
    Reservation revoked = issued.get(0);
    commit(
        new Mutation.Revoke(
            new Revocation(
                ending.id(),
                revoked.serial(),
                NOW,
                RevocationReason.SUPERSEDED,
                revoked.validity().notAfter()),
            ending.version(),
            10,
            StoreFixtures.event(ending.id(), AuditEvent.Kind.CERTIFICATE_REVOKED)));
    assertThat(store().attached().revocations(ending.id(), null, 9)).hasSize(1);
    List<AuditEvent> before = store().auditEvents(ending.id(), 100);

    assertThat(commit(new Mutation.Forget(ending.id(), 3))).isEqualTo(Outcome.STALE);
    commit(removal(ending));
    assertThat(commit(new Mutation.Forget(ending.id(), 3))).isEqualTo(Outcome.STALE);
    commit(keyDestroyed(ending.id()));

    assertThat(commit(new Mutation.Forget(ending.id(), 3))).isEqualTo(Outcome.APPLIED);
    assertThat(left(issued)).isEqualTo(1);
    assertThat(commit(new Mutation.Forget(ending.id(), 3))).isEqualTo(Outcome.APPLIED);
    assertThat(left(issued)).isZero();
    int more = 0;
    while (commit(new Mutation.Forget(ending.id(), 3)).equals(Outcome.APPLIED)) {
      more++;
    }

    assertThat(more).isLessThan(10);
    assertThat(store().removals()).isEmpty();
    assertThat(store().openReservations(10)).isEmpty();
    assertThat(store().attached().tags(ending.id())).isEqualTo(Tags.NONE);
    assertThat(store().attached().revocations(ending.id(), null, 9)).isEmpty();
    assertThat(store().auditEvents(ending.id(), 100))
        .containsAll(before)
        .hasSize(before.size() + 2);
    assertThat(store().authority(staying.id())).contains(staying);
    assertThat(store().certificate(staying.id(), other.serial())).isPresent();
    assertThat(commit(seal(issued.get(2)))).isEqualTo(Outcome.STALE);
  }

  @Test
  void aWindowEndsAtItsVeryMoment() {
    Authority pending = pending();
    Instant end = NOW.plus(Duration.ofDays(7));
    Authority deleted = pending.deleted(Duration.ofDays(7), NOW);
    commit(creation(pending));
    assertThat(store().authoritiesToRemove(NOW.plus(Duration.ofDays(4000)))).isEmpty();
    commit(AuthorityContract.change(deleted));

    assertThat(store().authoritiesToRemove(end.minusMillis(1))).isEmpty();
    assertThat(store().authoritiesToRemove(end)).containsExactly(deleted);

    commit(removal(deleted));
    assertThat(store().authoritiesToRemove(end)).isEmpty();
  }

  private long left(List<Reservation> issued) {
    return issued.stream()
        .filter(each -> store().certificate(each.authority(), each.serial()).isPresent())
        .count();
  }

  private static Mutation.RemoveAuthority removal(Authority authority) {
    return new Mutation.RemoveAuthority(
        authority.id(),
        authority.version(),
        StoreFixtures.event(authority.id(), AuditEvent.Kind.AUTHORITY_REMOVED));
  }

  private static Mutation.KeyDestroyed keyDestroyed(AuthorityId id) {
    return new Mutation.KeyDestroyed(id, StoreFixtures.event(id, AuditEvent.Kind.KEY_DESTROYED));
  }

  private List<AuditEvent.Kind> kinds(AuthorityId id) {
    return store().auditEvents(id, 100).stream().map(AuditEvent::kind).toList();
  }

  private Store store() {
    return opened.get();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }
}
