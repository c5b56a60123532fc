package dev.sealwright.engine.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revocation against everything that happens at the same time. */
class RevokerTest {
  private final MemoryStore real = new MemoryStore();
  private final ProbeStore store = new ProbeStore(real);
  private final TestEngine ca =
      new TestEngine(store, new SoftVault("soft", 2, new SecureRandom()), EngineLimits.STANDARD);
  private AuthorityId root = StoreFixtures.authorityId();
  private Serial serial = StoreFixtures.serial();

  @BeforeEach
  void issue() {
    root = ca.activeRoot();
    serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
  }

  @AfterEach
  void close() {
    ca.close();
    real.close();
  }

  @Test
  void ofManyAtOnceExactlyOneSucceeds() throws Exception {
    int callers = 24;
    int succeeded = 0;
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(
            threads.submit(() -> {
              start.await();
              revoke();
              return null;
            }));
      }
      start.countDown();
      for (Future<?> answer : answers) {
        try {
          answer.get();
          succeeded++;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  CaException.class,
                  refusal -> assertThat(refusal.failure()).isEqualTo(Failure.ALREADY_PROCESSED));
        }
      }
    }
    assertThat(succeeded).isEqualTo(1);
    assertThat(store.auditEvents(root, 99))
        .filteredOn(event -> event.kind() == AuditEvent.Kind.CERTIFICATE_REVOKED)
        .hasSize(1);
  }

  @Test
  void nobodyHearsOfARevocationBeforeItIsDurable() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    store.beforeCommit(batch -> {
      if (batch.getFirst() instanceof Mutation.Revoke) {
        writing.countDown();
        await(release);
      }
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> answer = threads.submit(this::revoke);
      writing.await();
      assertThat(answer.isDone()).isFalse();
      assertThat(ca.engine.revoker().of(root, serial)).isEmpty();
      release.countDown();
      answer.get();
    }
    assertThat(ca.engine.revoker().of(root, null, 9))
        .singleElement()
        .satisfies(revocation -> {
          assertThat(revocation.serial()).isEqualTo(serial);
          assertThat(revocation.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
          assertThat(revocation.at()).isEqualTo(ca.clock.instant());
        });
  }

  /** INVARIANT I9: the state at the point of no return is what counts. */
  @Test
  void aCaThatIsDeletedMeanwhileRevokesNothing() {
    changeBeforeEachRevocation(
        authority ->
            authority
                .updated(CaStatus.DISABLED, null, ca.clock.instant())
                .deleted(Duration.ofDays(7), ca.clock.instant()),
        2);
    refused(Failure.INVALID_STATE);
    assertThat(ca.engine.revoker().of(root, serial)).isEmpty();
  }

  @Test
  void aCaThatIsDisabledMeanwhileRevokesAllTheSame() {
    changeBeforeEachRevocation(
        authority -> authority.updated(CaStatus.DISABLED, null, ca.clock.instant()), 1);
    revoke();
    assertThat(ca.status(root)).isEqualTo(CaStatus.DISABLED);
    assertThat(ca.engine.revoker().of(root, serial)).isPresent();
  }

  @Test
  void aCaThatIsChangedAgainAndAgainGivesUp() {
    changeBeforeEachRevocation(
        authority ->
            authority.updated(
                authority.status() == CaStatus.ACTIVE ? CaStatus.DISABLED : CaStatus.ACTIVE,
                null,
                ca.clock.instant()),
        1);
    refused(Failure.CONCURRENT_MODIFICATION);
  }

  @Test
  void whatIsNotIssuedIsNotRevoked() {
    Authority authority = store.authority(root).orElseThrow();
    Reservation open = StoreFixtures.reservation(authority);
    Reservation failed = StoreFixtures.reservation(authority);
    real.commit(
        List.of(
            StoreFixtures.reserve(open),
            StoreFixtures.reserve(failed),
            StoreFixtures.close(failed)));
    serial = open.serial();
    refused(Failure.IN_PROGRESS);
    serial = failed.serial();
    refused(Failure.REQUEST_FAILED);
    serial = StoreFixtures.serial();
    refused(Failure.NOT_FOUND);
    real.commit(List.of(StoreFixtures.close(open)));
  }

  private void changeBeforeEachRevocation(UnaryOperator<Authority> how, int steps) {
    store.beforeCommit(batch -> {
      if (batch.getFirst() instanceof Mutation.Revoke) {
        Authority before = real.authority(root).orElseThrow();
        Authority after = how.apply(before);
        if (after.version() != before.version()) {
          assertThat(after.version() - before.version()).isEqualTo(steps);
          real.commit(List.of(change(atVersion(after, before.version() + 1))));
        }
      }
    });
  }

  private static Authority atVersion(Authority authority, long version) {
    return new Authority(
        authority.id(),
        authority.owner(),
        authority.createdAt(),
        authority.settings(),
        authority.revocation(),
        authority.status(),
        version,
        authority.lastStateChange(),
        authority.key(),
        authority.installed(),
        authority.failure(),
        authority.deletion());
  }

  private static Mutation change(Authority after) {
    return new Mutation.ChangeAuthority(
        after, null, null, StoreFixtures.event(after.id(), AuditEvent.Kind.CERTIFICATE_IMPORTED));
  }

  private void revoke() {
    ca.engine.revoker().revoke(root, serial, RevocationReason.KEY_COMPROMISE, 1_000_000, "tester");
  }

  private void refused(Failure failure) {
    assertThatThrownBy(this::revoke)
        .isInstanceOfSatisfying(CaException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
