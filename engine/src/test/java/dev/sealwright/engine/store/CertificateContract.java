package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static dev.sealwright.engine.store.StoreFixtures.serial;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the store contract that is about reservations, seals and closures. */
abstract class CertificateContract {
  private final Supplier<Store> opened;
  private final Authority authority = active();

  CertificateContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void everyFieldOfAReservationComesBack(SignatureAlgorithm algorithm) {
    var reservation =
        new Reservation(
            authority.id(),
            authority.version(),
            new Serial("00000000000000000000000000000001"),
            Octets.copyOf(new byte[70_000]),
            algorithm,
            "",
            "caller 'of' \u4e2d\ud83d\udd10",
            Instant.ofEpochMilli(-1),
            new Validity(Instant.parse("1950-01-01T00:00:00Z"), Validity.FOREVER));

    assertThat(commit(reserve(reservation))).isEqualTo(Outcome.APPLIED);

    assertThat(find(reservation)).isEqualTo(new StoredCertificate(reservation, null, null));
    assertThat(store().openReservations(2)).containsExactly(reservation);
  }

  @Test
  void aSealedReservationHasItsSignature() {
    Reservation reservation = reservation(authority);
    commit(reserve(reservation));

    assertThat(commit(seal(reservation))).isEqualTo(Outcome.APPLIED);

    assertThat(find(reservation))
        .isEqualTo(new StoredCertificate(reservation, seal(reservation).signature(), null));
    assertThat(store().openReservations(1)).isEmpty();
  }

  @Test
  void aClosedReservationHasItsReason() {
    Reservation reservation = reservation(authority);
    commit(reserve(reservation));

    assertThat(commit(close(reservation))).isEqualTo(Outcome.APPLIED);

    assertThat(find(reservation))
        .isEqualTo(new StoredCertificate(reservation, null, close(reservation).reason()));
    assertThat(store().openReservations(1)).isEmpty();
  }

  record Ending(String name, Function<Reservation, Mutation> first) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Ending> endings() {
    return List.of(
        new Ending("sealed", StoreFixtures::seal), new Ending("closed", StoreFixtures::close));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aReservationEndsOnce(Ending ending) {
    Reservation reservation = reservation(authority);
    commit(reserve(reservation));
    commit(ending.first().apply(reservation));
    StoredCertificate ended = find(reservation);
    var events = store().auditEvents(authority.id(), 10);
    var otherSignature =
        new Mutation.Seal(
            authority.id(), reservation.serial(), octets("other"), NOW, seal(reservation).event());
    var otherReason =
        new Mutation.Close(
            authority.id(), reservation.serial(), "other", NOW, close(reservation).event());

    assertThat(store().commit(List.of(otherSignature, otherReason)))
        .containsExactly(Outcome.STALE, Outcome.STALE);

    assertThat(find(reservation)).isEqualTo(ended);
    assertThat(store().auditEvents(authority.id(), 10)).isEqualTo(events);
  }

  @Test
  void nothingEndsThatWasNotReserved() {
    Authority other = active();
    Reservation reservation = reservation(authority);
    commit(creation(other));
    commit(reserve(reservation));

    assertThat(
            store()
                .commit(
                    List.of(
                        seal(authority.id(), serial()),
                        close(authority.id(), serial()),
                        seal(other.id(), reservation.serial()),
                        close(other.id(), reservation.serial()))))
        .containsOnly(Outcome.STALE);

    assertThat(store().openReservations(2)).containsExactly(reservation);
    assertThat(store().auditEvents(authority.id(), 10)).hasSize(1);
    assertThat(store().auditEvents(other.id(), 10)).hasSize(1);
  }

  @Test
  void aSerialIsUsedOncePerAuthority() {
    Authority other = active();
    Reservation reservation = reservation(authority);
    Reservation elsewhere = reservation(other, reservation.serial());
    var again =
        new Reservation(
            authority.id(),
            authority.version(),
            reservation.serial(),
            octets("different"),
            SignatureAlgorithm.SHA256WITHECDSA,
            "another template",
            "another requester",
            NOW,
            reservation.validity());
    var claim = StoreFixtures.claim("again");
    commit(creation(other));
    commit(reserve(reservation));

    assertThat(commit(new Mutation.Reserve(again, claim))).isEqualTo(Outcome.TAKEN);
    assertThat(commit(reserve(elsewhere))).isEqualTo(Outcome.APPLIED);

    assertThat(find(reservation).reservation()).isEqualTo(reservation);
    assertThat(find(elsewhere).reservation()).isEqualTo(elsewhere);
    assertThat(store().openReservations(3)).containsExactly(reservation, elsewhere);
    assertThat(store().claimed(claim.scope(), claim.token(), NOW)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aFailedOrFinishedAttemptBurnsItsSerial(Ending ending) {
    Reservation reservation = reservation(authority);
    commit(reserve(reservation));
    commit(ending.first().apply(reservation));

    assertThat(commit(reserve(reservation))).isEqualTo(Outcome.TAKEN);
    assertThat(store().openReservations(1)).isEmpty();
  }

  @Test
  void anotherVersionOfTheAuthorityRefusesTheReservation() {
    Authority next = authority.certified(StoreFixtures.installed(1), NOW);
    Reservation early = reservation(next);
    Reservation unknown = reservation(active());
    var claim = StoreFixtures.claim("early");

    assertThat(commit(new Mutation.Reserve(early, claim))).isEqualTo(Outcome.STALE);
    assertThat(commit(reserve(unknown))).isEqualTo(Outcome.STALE);

    assertThat(store().certificate(authority.id(), early.serial())).isEmpty();
    assertThat(store().openReservations(1)).isEmpty();
    assertThat(store().claimed(claim.scope(), claim.token(), NOW)).isEmpty();

    commit(AuthorityContract.change(next));

    assertThat(commit(new Mutation.Reserve(early, claim))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(reserve(reservation(authority)))).isEqualTo(Outcome.STALE);
  }

  @Test
  void staleComesBeforeTaken() {
    Reservation reservation = reservation(authority);
    commit(reserve(reservation));
    commit(AuthorityContract.change(authority.certified(StoreFixtures.installed(1), NOW)));

    assertThat(commit(reserve(reservation))).isEqualTo(Outcome.STALE);
  }

  @Test
  void aCertificateIsFoundUnderItsOwnAuthorityOnly() {
    Authority other = active();
    Reservation reservation = reservation(authority);
    commit(creation(other));
    commit(reserve(reservation));

    assertThat(store().certificate(authority.id(), reservation.serial())).isPresent();
    assertThat(store().certificate(other.id(), reservation.serial())).isEmpty();
    assertThat(store().certificate(authority.id(), serial())).isEmpty();
  }

  @Test
  void openReservationsComeOldestFirstAndBounded() {
    Authority other = active();
    commit(creation(other));
    List<Reservation> reservations = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Reservation next = reservation(i % 2 == 0 ? authority : other);
      reservations.add(next);
      commit(reserve(next));
    }
    commit(seal(reservations.get(0)));
    commit(close(reservations.get(3)));
    commit(seal(reservations.get(11)));

    List<Reservation> open = new ArrayList<>(reservations.subList(1, 11));
    open.remove(2);
    assertThat(store().openReservations(100)).containsExactlyElementsOf(open);
    assertThat(store().openReservations(4)).containsExactlyElementsOf(open.subList(0, 4));
  }

  private Store store() {
    return opened.get();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }

  private StoredCertificate find(Reservation reservation) {
    return store().certificate(reservation.authority(), reservation.serial()).orElseThrow();
  }
}
