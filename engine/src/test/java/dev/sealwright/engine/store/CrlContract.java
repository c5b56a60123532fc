package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about revocation lists. */
abstract class CrlContract {
  private static final CrlScope FIRST = new CrlScope(0);
  private static final CrlScope SECOND = new CrlScope(1);
  private static final Instant SECOND_OF_NOW = NOW.truncatedTo(ChronoUnit.SECONDS);

  private final Supplier<Store> opened;
  private final Authority authority = active();

  CrlContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void nothingIsKnownOfAListAtFirst() {
    assertThat(crls()).isEmpty();
    issued(CrlScope.COMPLETE);
    assertThat(crls()).as("the complete list has no count").isEmpty();
  }

  @Test
  void theScopeOfACertificateComesBack() {
    Serial bound = issued(SECOND);
    assertThat(store().certificate(authority.id(), bound).orElseThrow().reservation().scope())
        .isEqualTo(SECOND);
    assertThat(store().attached().issued(authority.id(), null, 1).getFirst().reservation().scope())
        .isEqualTo(SECOND);
    Reservation open = bound(SECOND);
    commit(reserve(open));
    assertThat(store().openReservations(9)).containsExactly(open);
  }

  @Test
  void certificatesOfPartitionsAreCountedWhateverBecomesOfThem() {
    Reservation failed = bound(FIRST);
    Reservation twice = bound(FIRST);
    store()
        .commit(
            List.of(
                reserve(failed),
                StoreFixtures.close(failed),
                reserve(twice),
                reserve(twice),
                reserve(bound(SECOND))));
    issued(FIRST);
    assertThat(crls())
        .containsExactly(
            new CrlRecord(authority.id(), FIRST, 3, 0, 0, null),
            new CrlRecord(authority.id(), SECOND, 1, 0, 0, null));
  }

  @Test
  void aListReadsItsOwnRevocationsInOrderOfExpiryAndByPages() {
    List<Revocation> first = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // Some at the same second, and later ones before earlier ones.
      first.add(revoked(FIRST, SECOND_OF_NOW.plusSeconds(60 - i / 3)));
      revoked(SECOND, NOW.plusSeconds(60));
    }
    Revocation complete = revoked(CrlScope.COMPLETE, SECOND_OF_NOW.plusSeconds(60));
    first.sort(Comparator.comparing(Revocation::notAfter).thenComparing(Revocation::serial));

    assertThat(listed(FIRST, NOW, null, 99)).isEqualTo(first);
    List<Revocation> paged = new ArrayList<>();
    for (List<Revocation> page = listed(FIRST, NOW, null, 2);
        !page.isEmpty();
        page = listed(FIRST, NOW, page.getLast(), 2)) {
      assertThat(page).hasSizeBetween(1, 2);
      paged.addAll(page);
    }
    assertThat(paged).isEqualTo(first);
    assertThat(listed(CrlScope.COMPLETE, NOW, null, 99)).containsExactly(complete);
    assertThat(crls().stream().map(CrlRecord::revoked)).containsExactly(1L, 7L, 7L);
    assertThat(crls()).allMatch(CrlRecord::lags);
  }

  @Test
  void whatHadExpiredIsLeftOut() {
    Instant second = SECOND_OF_NOW;
    Revocation valid = revoked(FIRST, second);
    revoked(FIRST, second.minusSeconds(1));
    assertThat(listed(FIRST, second, null, 9)).containsExactly(valid);
    assertThat(listed(FIRST, second.minusMillis(1), null, 9)).containsExactly(valid);
    assertThat(listed(FIRST, second.plusMillis(1), null, 9)).isEmpty();
    assertThat(listed(FIRST, Instant.EPOCH, null, 9)).hasSize(2);
    assertThat(store().attached().revocations(authority.id(), null, 9))
        .as("on record for good")
        .hasSize(2);
  }

  @Test
  void numbersOnlyGrow() {
    assertThat(commit(number(FIRST, 5))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(number(FIRST, 5))).isEqualTo(Outcome.STALE);
    assertThat(commit(number(FIRST, 4))).isEqualTo(Outcome.STALE);
    assertThat(commit(number(SECOND, 1))).as("each list its own").isEqualTo(Outcome.APPLIED);
    assertThat(commit(number(FIRST, Long.MAX_VALUE))).isEqualTo(Outcome.APPLIED);
    assertThat(crls().stream().map(CrlRecord::number)).containsExactly(Long.MAX_VALUE, 1L);
  }

  @Test
  void aNumberIsTakenForTheVersionDecidedOn() {
    commit(TestEngine.change(authority, CaStatus.DISABLED));
    assertThat(commit(number(FIRST, 5))).isEqualTo(Outcome.STALE);
    assertThat(crls()).isEmpty();
    assertThat(
            commit(new Mutation.TakeCrlNumber(authority.id(), authority.version() + 1, FIRST, 5)))
        .isEqualTo(Outcome.APPLIED);
  }

  @Test
  void whatWasPublishedComesBackUntilTheNext() {
    CrlRecord.Published five = published(5, 3);
    assertThat(commit(publish(five))).as("no number taken").isEqualTo(Outcome.STALE);
    commit(number(CrlScope.COMPLETE, 5));
    assertThat(commit(publish(five))).isEqualTo(Outcome.APPLIED);
    assertThat(crls())
        .containsExactly(new CrlRecord(authority.id(), CrlScope.COMPLETE, 0, 0, 5, five));
    commit(number(CrlScope.COMPLETE, 6));
    assertThat(commit(publish(five))).as("overtaken").isEqualTo(Outcome.STALE);
    CrlRecord.Published six = published(6, 0);
    assertThat(commit(publish(six))).isEqualTo(Outcome.APPLIED);
    assertThat(crls().getFirst().last()).isEqualTo(six);
  }

  @Test
  void aListLagsFromARevocationOn() {
    commit(number(CrlScope.COMPLETE, 1));
    commit(publish(published(1, 0)));
    assertThat(crls().getFirst().lags()).isFalse();
    revoked(CrlScope.COMPLETE, NOW.plusSeconds(9));
    assertThat(crls().getFirst().lags()).isTrue();
    commit(number(CrlScope.COMPLETE, 2));
    commit(publish(published(2, 1)));
    assertThat(crls().getFirst().lags()).isFalse();
  }

  @Test
  void ofARemovedAuthorityNothingIsNumberedOrPublishedAndInTheEndNothingIsLeft() {
    commit(number(FIRST, 1));
    revoked(FIRST, NOW.plusSeconds(9));
    commit(
        new Mutation.RemoveAuthority(
            authority.id(),
            authority.version(),
            event(authority.id(), AuditEvent.Kind.AUTHORITY_REMOVED)));
    assertThat(commit(number(FIRST, 2))).isEqualTo(Outcome.STALE);
    assertThat(commit(new Mutation.PublishCrl(authority.id(), FIRST, published(1, 0))))
        .isEqualTo(Outcome.STALE);
    commit(
        new Mutation.KeyDestroyed(
            authority.id(), event(authority.id(), AuditEvent.Kind.KEY_DESTROYED)));
    Mutation forget = new Mutation.Forget(authority.id(), 1);
    for (int i = 0; commit(forget).equals(Outcome.APPLIED); i++) {
      assertThat(i).isLessThan(99);
    }
    assertThat(crls()).isEmpty();
    assertThat(listed(FIRST, Instant.EPOCH, null, 9)).isEmpty();
  }

  private List<Revocation> listed(
      CrlScope scope, Instant unexpiredAt, @Nullable Revocation after, int limit) {
    return store().attached().revocations(authority.id(), scope, unexpiredAt, after, limit);
  }

  private Revocation revoked(CrlScope scope, Instant notAfter) {
    Serial serial = issued(scope);
    Revocation revocation =
        new Revocation(authority.id(), serial, NOW, RevocationReason.SUPERSEDED, notAfter);
    assertThat(
            commit(
                new Mutation.Revoke(
                    revocation,
                    authority.version(),
                    Long.MAX_VALUE,
                    event(authority.id(), serial, AuditEvent.Kind.CERTIFICATE_REVOKED))))
        .isEqualTo(Outcome.APPLIED);
    return revocation;
  }

  private Serial issued(CrlScope scope) {
    Reservation reservation = bound(scope);
    assertThat(store().commit(List.of(reserve(reservation), seal(reservation))))
        .containsOnly(Outcome.APPLIED);
    return reservation.serial();
  }

  private Reservation bound(CrlScope scope) {
    return reservation(authority, scope);
  }

  private Mutation number(CrlScope scope, long number) {
    return new Mutation.TakeCrlNumber(authority.id(), authority.version(), scope, number);
  }

  private Mutation publish(CrlRecord.Published published) {
    return new Mutation.PublishCrl(authority.id(), CrlScope.COMPLETE, published);
  }

  private static CrlRecord.Published published(long number, long covered) {
    return new CrlRecord.Published(
        number,
        covered,
        NOW,
        NOW.truncatedTo(ChronoUnit.SECONDS).plusSeconds(9),
        2,
        333,
        "lists/crl/1.crl PUBLIC_READ");
  }

  private List<CrlRecord> crls() {
    return store().attached().crls(authority.id());
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }

  private Store store() {
    return opened.get();
  }
}
