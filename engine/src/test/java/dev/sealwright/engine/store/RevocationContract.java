package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of the store contract that is about revocations and what reports read. */
abstract class RevocationContract {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final Supplier<Store> opened;
  private final Authority authority = active();

  RevocationContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @ParameterizedTest
  @EnumSource(RevocationReason.class)
  void everyFieldComesBack(RevocationReason reason) {
    Revocation revocation =
        new Revocation(authority.id(), issued(), NOW, reason, NOW.truncatedTo(ChronoUnit.SECONDS));
    assertThat(commit(revoke(revocation, UNLIMITED))).isEqualTo(Outcome.APPLIED);
    assertThat(attached().revocation(authority.id(), revocation.serial())).contains(revocation);
    assertThat(store().auditEvents(authority.id(), 9))
        .last()
        .isEqualTo(event(authority.id(), revocation.serial(), AuditEvent.Kind.CERTIFICATE_REVOKED));
  }

  @Test
  void aCertificateIsRevokedOnce() {
    Revocation first = revocation(issued(), NOW.plusSeconds(60));
    Revocation again =
        new Revocation(
            first.authority(),
            first.serial(),
            NOW.plusSeconds(1),
            RevocationReason.KEY_COMPROMISE,
            first.notAfter());
    assertThat(store().commit(List.of(revoke(first, UNLIMITED), revoke(again, UNLIMITED))))
        .containsExactly(Outcome.APPLIED, Outcome.TAKEN);
    assertThat(attached().revocation(authority.id(), first.serial())).contains(first);
    assertThat(store().auditEvents(authority.id(), 9)).hasSize(3);
  }

  @Test
  void onlyASealedCertificateOfTheVersionDecidedOn() {
    Reservation open = reservation(authority);
    Reservation failed = reservation(authority);
    store().commit(List.of(reserve(open), reserve(failed), close(failed)));
    Revocation sealed = revocation(issued(), NOW);

    assertThat(commit(revoke(revocation(open.serial(), NOW), UNLIMITED))).isEqualTo(Outcome.STALE);
    assertThat(commit(revoke(revocation(failed.serial(), NOW), UNLIMITED)))
        .isEqualTo(Outcome.STALE);
    assertThat(commit(revoke(revocation(StoreFixtures.serial(), NOW), UNLIMITED)))
        .isEqualTo(Outcome.STALE);
    assertThat(commit(revoke(sealed, authority.version() + 1, UNLIMITED))).isEqualTo(Outcome.STALE);
    assertThat(attached().revocations(authority.id(), null, 9)).isEmpty();
    assertThat(commit(revoke(sealed, UNLIMITED))).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void theQuotaCountsWhatIsNotExpired() {
    Instant day = NOW.truncatedTo(ChronoUnit.DAYS);
    Revocation yesterday = revocation(issued(), day.minusSeconds(1));
    Revocation today = revocation(issued(), day);
    Revocation nextYear = revocation(issued(), NOW.plus(Duration.ofDays(365)));
    Revocation more = revocation(issued(), NOW.plus(Duration.ofDays(9)));

    assertThat(commit(revoke(yesterday, 1))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(revoke(today, 1))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(revoke(nextYear, 1))).isEqualTo(Outcome.FULL);
    assertThat(commit(revoke(today, 1))).as("done before").isEqualTo(Outcome.TAKEN);
    assertThat(commit(revoke(revocation(StoreFixtures.serial(), NOW), 1)))
        .as("cannot be, quota or not")
        .isEqualTo(Outcome.STALE);
    assertThat(commit(revoke(nextYear, 2))).isEqualTo(Outcome.APPLIED);
    assertThat(commit(revoke(more, 2))).isEqualTo(Outcome.FULL);
    assertThat(commit(revoke(more, UNLIMITED))).isEqualTo(Outcome.APPLIED);
    assertThat(attached().revocations(authority.id(), null, 9)).hasSize(4);
  }

  @Test
  void revocationsArePagedInOrderOfSerials() {
    Authority other = active();
    commit(creation(other));
    List<Revocation> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Revocation revocation = revocation(issued(), NOW.plusSeconds(i));
      commit(revoke(revocation, UNLIMITED));
      all.add(revocation);
    }
    all.sort(Comparator.comparing(Revocation::serial));

    List<Revocation> paged = new ArrayList<>();
    Serial after = null;
    List<Revocation> page;
    do {
      page = attached().revocations(authority.id(), after, 3);
      paged.addAll(page);
      after = paged.getLast().serial();
    } while (page.size() == 3);
    assertThat(paged).isEqualTo(all);
    assertThat(attached().revocations(other.id(), null, 9)).isEmpty();
  }

  @Test
  void whatWasIssuedIsPagedWithWhatBecameOfIt() {
    Reservation zero = reservation(authority, new Serial("00000000000000000000000000000000"));
    Reservation plain = reservation(authority);
    Reservation revoked = reservation(authority);
    Reservation open = reservation(authority);
    Reservation failed = reservation(authority);
    store()
        .commit(
            List.of(
                reserve(zero),
                reserve(plain),
                reserve(revoked),
                reserve(open),
                reserve(failed),
                seal(zero),
                seal(plain),
                seal(revoked),
                close(failed)));
    Revocation revocation =
        new Revocation(
            authority.id(),
            revoked.serial(),
            NOW,
            RevocationReason.SUPERSEDED,
            revoked.validity().notAfter());
    commit(revoke(revocation, UNLIMITED));

    List<IssuedRecord> expected =
        List.of(zero, plain, revoked).stream()
            .sorted(Comparator.comparing(Reservation::serial))
            .map(each -> record(each, each.equals(revoked) ? revocation : null))
            .toList();
    assertThat(attached().issued(authority.id(), null, 9)).isEqualTo(expected);
    assertThat(attached().issued(authority.id(), null, 1)).isEqualTo(expected.subList(0, 1));
    assertThat(attached().issued(authority.id(), expected.get(0).reservation().serial(), 9))
        .isEqualTo(expected.subList(1, 3));
    assertThat(attached().issued(authority.id(), expected.get(2).reservation().serial(), 9))
        .isEmpty();
  }

  /** Nothing that hung on an authority stays when the authority is forgotten. */
  @Test
  void aForgottenAuthorityLeavesNothingHanging() {
    Revocation revocation = revocation(issued(), NOW.plusSeconds(60));
    commit(revoke(revocation, UNLIMITED));
    AuditReport report =
        new AuditReport(
            UUID.randomUUID(),
            authority.id(),
            "a-bucket",
            AuditReport.Format.JSON,
            AuditReport.Status.CREATING,
            "alice",
            NOW);
    commit(
        new Mutation.BeginAuditReport(
            report, NOW, event(authority.id(), AuditEvent.Kind.AUDIT_REPORT_BEGUN)));
    commit(
        new Mutation.ChangeTags(
            authority.id(),
            List.of(),
            List.of(new Tag("a", null), new Tag("b", "1")),
            event(authority.id(), AuditEvent.Kind.TAGS_CHANGED)));
    commit(
        new Mutation.AddPermission(
            authority.id(),
            new Permission(
                "acm.amazonaws.com",
                "111122223333",
                Set.of(Permission.Action.GET_CERTIFICATE),
                NOW),
            1,
            event(authority.id(), AuditEvent.Kind.PERMISSION_CREATED)));

    commit(
        new Mutation.RemoveAuthority(
            authority.id(),
            authority.version(),
            event(authority.id(), AuditEvent.Kind.AUTHORITY_REMOVED)));
    commit(
        new Mutation.KeyDestroyed(
            authority.id(), event(authority.id(), AuditEvent.Kind.KEY_DESTROYED)));
    Mutation forget = new Mutation.Forget(authority.id(), 1);
    for (int i = 0; commit(forget).equals(Outcome.APPLIED); i++) {
      assertThat(i).isLessThan(99);
    }

    assertThat(attached().tags(authority.id())).isEqualTo(Tags.NONE);
    assertThat(attached().permissions(authority.id())).isEmpty();
    assertThat(attached().revocations(authority.id(), null, 9)).isEmpty();
    assertThat(attached().issued(authority.id(), null, 9)).isEmpty();
    assertThat(attached().auditReport(authority.id(), report.id())).isEmpty();
    assertThat(attached().openAuditReports(9)).isEmpty();
  }

  private static IssuedRecord record(Reservation reservation, @Nullable Revocation revocation) {
    return new IssuedRecord(reservation, revocation);
  }

  private Serial issued() {
    Reservation reservation = reservation(authority);
    store().commit(List.of(reserve(reservation), seal(reservation)));
    return reservation.serial();
  }

  private Revocation revocation(Serial serial, Instant notAfter) {
    return new Revocation(authority.id(), serial, NOW, RevocationReason.KEY_COMPROMISE, notAfter);
  }

  private Mutation revoke(Revocation revocation, long limit) {
    return revoke(revocation, authority.version(), limit);
  }

  private Mutation revoke(Revocation revocation, long version, long limit) {
    return new Mutation.Revoke(
        revocation,
        version,
        limit,
        event(authority.id(), revocation.serial(), AuditEvent.Kind.CERTIFICATE_REVOKED));
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }

  private Store store() {
    return opened.get();
  }

  private AttachedRecords attached() {
    return store().attached();
  }
}
