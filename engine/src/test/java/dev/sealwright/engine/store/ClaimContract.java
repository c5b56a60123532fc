package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about idempotency tokens (INVARIANT I12). */
abstract class ClaimContract {
  private final Supplier<Store> opened;
  private final Authority authority = active();

  ClaimContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void aClaimTellsWhatWasMadeUntilItExpires() {
    Claim onCertificate = claim("one");
    Claim onAuthority =
        new Claim("scope '\u4e2d\ud83d\udd10", "", octets(""), onCertificate.expiresAt());
    Reservation reservation = reservation(authority);
    Authority created = creating();

    commit(new Mutation.Reserve(reservation, onCertificate));
    commit(creation(created, onAuthority));

    assertThat(claimedAt(onCertificate, onCertificate.expiresAt().minusMillis(1)))
        .isEqualTo(new Claimed(onCertificate.fingerprint(), reservation.serial().hex()));
    assertThat(claimedAt(onAuthority, NOW))
        .isEqualTo(new Claimed(octets(""), created.id().toString()));
    assertThat(
            store()
                .claimed(onCertificate.scope(), onCertificate.token(), onCertificate.expiresAt()))
        .isEmpty();
  }

  @Test
  void scopeAndTokenTogetherMakeAClaim() {
    Claim claim = claim("token");
    commit(new Mutation.Reserve(reservation(authority), claim));

    assertThat(store().claimed(claim.scope(), "other", NOW)).isEmpty();
    assertThat(store().claimed("other", claim.token(), NOW)).isEmpty();
    assertThat(store().claimed(claim.token(), claim.scope(), NOW)).isEmpty();
    var sameToken = new Claim("other", claim.token(), claim.fingerprint(), claim.expiresAt());
    assertThat(commit(new Mutation.Reserve(reservation(authority), sameToken)))
        .isEqualTo(Outcome.APPLIED);
    assertThat(commit(new Mutation.Reserve(reservation(authority), claim("other"))))
        .isEqualTo(Outcome.APPLIED);
  }

  @Test
  void aHeldClaimReplaysAndLeavesNothing() {
    Claim claim = claim("token");
    Claim otherRequest =
        new Claim(claim.scope(), claim.token(), octets("other"), claim.expiresAt().plusSeconds(9));
    Reservation first = reservation(authority);
    Reservation second = reservation(authority);
    Authority created = creating();
    var replayed = new Outcome.Replayed(new Claimed(claim.fingerprint(), first.serial().hex()));
    commit(new Mutation.Reserve(first, claim));

    assertThat(
            store()
                .commit(
                    List.of(
                        new Mutation.Reserve(second, otherRequest),
                        creation(created, otherRequest))))
        .containsExactly(replayed, replayed);

    assertThat(store().certificate(authority.id(), second.serial())).isEmpty();
    assertThat(store().openReservations(2)).containsExactly(first);
    assertThat(store().authority(created.id())).isEmpty();
    assertThat(store().auditEvents(created.id(), 1)).isEmpty();
    assertThat(claimedAt(claim, NOW)).isEqualTo(replayed.earlier());
    assertThat(store().claimed(claim.scope(), claim.token(), claim.expiresAt())).isEmpty();
  }

  @Test
  void theFirstOfABatchWinsTheToken() {
    Reservation first = reservation(authority);
    Reservation second = reservation(authority);

    assertThat(
            store()
                .commit(
                    List.of(
                        new Mutation.Reserve(first, claim("token")),
                        new Mutation.Reserve(second, claim("token")))))
        .containsExactly(
            Outcome.APPLIED,
            new Outcome.Replayed(new Claimed(claim("token").fingerprint(), first.serial().hex())));
  }

  @Test
  void replayedComesBeforeEveryOtherRefusal() {
    Reservation first = reservation(authority);
    Reservation stale = reservation(active());
    Claim claim = claim("token");
    var replayed = new Outcome.Replayed(new Claimed(claim.fingerprint(), first.serial().hex()));
    commit(new Mutation.Reserve(first, claim));

    assertThat(commit(new Mutation.Reserve(first, claim))).isEqualTo(replayed);
    assertThat(commit(new Mutation.Reserve(stale, claim))).isEqualTo(replayed);
    assertThat(commit(creation(authority, claim))).isEqualTo(replayed);
  }

  @Test
  void anExpiredTokenIsFreeAgainForACertificate() {
    Claim claim = claim("token");
    Claim later =
        new Claim(
            claim.scope(), claim.token(), octets("later"), claim.expiresAt().plusSeconds(300));
    Reservation first = reservation(authority);
    Reservation tooEarly = issuedAt(claim.expiresAt().minusMillis(1));
    Reservation second = issuedAt(claim.expiresAt());
    commit(new Mutation.Reserve(first, claim));

    assertThat(commit(new Mutation.Reserve(tooEarly, later))).isInstanceOf(Outcome.Replayed.class);
    assertThat(commit(new Mutation.Reserve(second, later))).isEqualTo(Outcome.APPLIED);

    assertThat(claimedAt(claim, claim.expiresAt()))
        .isEqualTo(new Claimed(octets("later"), second.serial().hex()));
    assertThat(store().claimed(claim.scope(), claim.token(), later.expiresAt())).isEmpty();
  }

  @Test
  void anExpiredTokenIsFreeAgainForAnAuthority() {
    Claim claim = claim("token");
    Claim later =
        new Claim(
            claim.scope(), claim.token(), octets("later"), claim.expiresAt().plusSeconds(300));
    Authority tooEarly = createdAt(claim.expiresAt().minusMillis(1));
    Authority second = createdAt(claim.expiresAt());
    commit(creation(creating(), claim));

    assertThat(commit(creation(tooEarly, later))).isInstanceOf(Outcome.Replayed.class);
    assertThat(commit(creation(second, later))).isEqualTo(Outcome.APPLIED);

    assertThat(claimedAt(claim, claim.expiresAt()))
        .isEqualTo(new Claimed(octets("later"), second.id().toString()));
  }

  private Reservation issuedAt(Instant at) {
    Reservation like = reservation(authority);
    return new Reservation(
        like.authority(),
        like.authorityVersion(),
        like.serial(),
        like.tbs(),
        like.algorithm(),
        like.template(),
        like.requester(),
        at,
        like.validity());
  }

  private static Authority createdAt(Instant at) {
    return Authority.creating(
        StoreFixtures.authorityId(), StoreFixtures.OWNER, at, StoreFixtures.settings());
  }

  private Store store() {
    return opened.get();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }

  private Claimed claimedAt(Claim claim, Instant now) {
    return store().claimed(claim.scope(), claim.token(), now).orElseThrow();
  }
}
