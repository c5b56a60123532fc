package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.OWNER;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.authorityId;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static dev.sealwright.engine.store.StoreFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about how many there may be. */
abstract class CountContract {
  private final Supplier<Store> opened;
  private final Authority authority = active();

  CountContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).containsExactly(Outcome.APPLIED);
  }

  @Test
  void whatIsReservedAndNotClosedIsIssued() {
    assertThat(store().issued(authority.id())).isZero();
    Reservation kept = reservation(authority);
    Reservation failed = reservation(authority);
    commit(reserve(kept), reserve(failed));
    assertThat(store().issued(authority.id())).isEqualTo(2);
    commit(seal(kept), close(failed));
    assertThat(store().issued(authority.id())).isEqualTo(1);
  }

  @Test
  void whatIsRefusedDoesNotCount() {
    Reservation kept = reservation(authority);
    Authority later = authority.certified(StoreFixtures.installed(null), NOW);
    commit(new Mutation.Reserve(kept, claim("token")), seal(kept));
    assertThat(
            commit(
                reserve(kept),
                reserve(reservation(later)),
                new Mutation.Reserve(reservation(authority), claim("token")),
                close(kept),
                close(authority.id(), StoreFixtures.serial()),
                seal(kept)))
        .hasSize(6)
        .doesNotContain(Outcome.APPLIED);
    assertThat(store().issued(authority.id())).isEqualTo(1);
    assertThat(store().issued(authorityId())).isZero();
  }

  @Test
  void aLimitOfThreeIsThreeInOneBatch() {
    Authority other = active();
    commit(creation(other));
    List<Mutation> batch = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      batch.add(new Mutation.Reserve(reservation(authority), null, 3));
      batch.add(new Mutation.Reserve(reservation(other), null, 4));
    }
    List<Outcome> outcomes = store().commit(batch);
    assertThat(outcomes).filteredOn(Outcome.APPLIED::equals).hasSize(7);
    assertThat(outcomes).filteredOn(Outcome.FULL::equals).hasSize(3);
    assertThat(outcomes.subList(0, 6)).containsOnly(Outcome.APPLIED);
    assertThat(store().issued(authority.id())).isEqualTo(3);
    assertThat(store().issued(other.id())).isEqualTo(4);
  }

  @Test
  void aFailedIssuanceMakesRoom() {
    Reservation failed = reservation(authority);
    assertThat(
            commit(
                new Mutation.Reserve(failed, null, 1),
                new Mutation.Reserve(reservation(authority), null, 1),
                close(failed),
                new Mutation.Reserve(reservation(authority), null, 1),
                new Mutation.Reserve(reservation(authority), null, 1)))
        .containsExactly(
            Outcome.APPLIED, Outcome.FULL, Outcome.APPLIED, Outcome.APPLIED, Outcome.FULL);
  }

  @Test
  void whatIsFullLeavesNothingBehind() {
    commit(new Mutation.Reserve(reservation(authority), null, 1));
    Reservation refused = reservation(authority);
    assertThat(commit(new Mutation.Reserve(refused, claim("token"), 1)))
        .containsExactly(Outcome.FULL);
    assertThat(store().certificate(authority.id(), refused.serial())).isEmpty();
    assertThat(store().claimed(claim("token").scope(), "token", NOW)).isEmpty();
    assertThat(store().openReservations(10)).hasSize(1);
  }

  @Test
  void fullOrNotAnOutdatedDraftIsStaleAndARepeatedOneReplayed() {
    commit(new Mutation.Reserve(reservation(authority), claim("token"), 1));
    Authority later = authority.certified(StoreFixtures.installed(null), NOW);
    assertThat(
            commit(
                new Mutation.Reserve(reservation(later), null, 1),
                new Mutation.Reserve(reservation(authority), claim("token"), 1)))
        .satisfiesExactly(
            outdated -> assertThat(outdated).isEqualTo(Outcome.STALE),
            repeated -> assertThat(repeated).isInstanceOf(Outcome.Replayed.class));
  }

  @Test
  void anOwnerHasAsManyAuthoritiesAsItMay() {
    Authority second = creating();
    Authority third = creating();
    Authority elses = Authority.creating(authorityId(), "999988887777", NOW, settings());
    assertThat(
            commit(
                create(second, null, 2),
                create(third, claim("token"), 2),
                create(second, null, 2),
                create(elses, null, 1)))
        .containsExactly(Outcome.APPLIED, Outcome.FULL, Outcome.TAKEN, Outcome.APPLIED);
    assertThat(store().authority(third.id())).isEmpty();
    assertThat(store().auditEvents(third.id(), 10)).isEmpty();
    assertThat(store().claimed(claim("token").scope(), "token", NOW)).isEmpty();
    assertThat(store().authorities(OWNER, null, 10)).hasSize(2);
    assertThat(commit(create(third, claim("token"), 3))).containsExactly(Outcome.APPLIED);
  }

  private static Mutation create(Authority authority, @Nullable Claim claim, long limit) {
    return new Mutation.CreateAuthority(
        authority,
        Tags.NONE,
        claim,
        limit,
        event(authority.id(), AuditEvent.Kind.AUTHORITY_CREATED));
  }

  private List<Outcome> commit(Mutation... mutations) {
    return store().commit(List.of(mutations));
  }

  private Store store() {
    return opened.get();
  }
}
