package dev.sealwright.engine.issue;

import static dev.sealwright.engine.issue.LineTest.assertFailure;
import static dev.sealwright.engine.issue.LineTest.await;
import static dev.sealwright.engine.issue.LineTest.reservations;
import static dev.sealwright.engine.issue.LineTest.seals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Idempotency tokens on the line: one token, one certificate. */
@Timeout(120)
class ReplayTest {
  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final TestEngine ca = new TestEngine(store, vault);
  private final AuthorityId root = ca.activeRoot();

  @AfterEach
  void close() {
    vault.onSign(ProbeVault.HONEST);
    ca.close();
  }

  /** INVARIANT I5, and decision 0003. */
  @Test
  void aFailedAttemptBurnsItsSerialAndFreesItsToken() {
    Claim claim = claim("token", "request");
    vault.onSign((session, key, algorithm, message) -> {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
    });
    assertFailure(
        Failure.TOKEN_UNAVAILABLE, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", claim)));
    Serial burnt = reservations(store.batches()).getLast().serial();
    assertFailure(Failure.REQUEST_FAILED, () -> ca.engine.certificate(root, burnt));
    assertThat(store.openReservations(10)).isEmpty();
    assertThat(store.auditEvents(root, 100).stream().map(AuditEvent::kind))
        .contains(AuditEvent.Kind.ISSUANCE_FAILED);

    vault.onSign(ProbeVault.HONEST);
    Serial next = ca.engine.issue(TestEngine.leafOrder(root, "a", claim));
    assertThat(next).isNotEqualTo(burnt);
    assertFailure(Failure.REQUEST_FAILED, () -> ca.engine.certificate(root, burnt));
  }

  /** INVARIANT I12. */
  @Test
  void oneTokenGivesOneCertificateToManyThreads() throws Exception {
    Claim claim = claim("token", "request");
    Set<Serial> serials = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Serial>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        answers.add(threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, "a", claim))));
      }
      for (Future<Serial> answer : answers) {
        serials.add(answer.get());
      }
    }
    assertThat(serials).hasSize(1);
    assertThat(seals(store.batches())).as("the root's own and one more").hasSize(2);
  }

  /** INVARIANTS I2 and I12: a replay is not told of what may still fail. */
  @Test
  void aReplayWaitsForTheFirstAndTakesOverWhenItFails() throws Exception {
    Claim claim = claim("token", "request");
    CountDownLatch signing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    vault.onSign((session, key, algorithm, message) -> {
      if (first.getAndSet(false)) {
        signing.countDown();
        await(release);
        throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
      }
      return session.sign(key, algorithm, message);
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Serial> failing =
          threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, "a", claim)));
      signing.await();
      Serial doomed = store.openReservations(1).getFirst().serial();
      AtomicBoolean looked = new AtomicBoolean();
      Future<Serial> replay =
          threads.submit(() -> {
            looked.set(true);
            return ca.engine.issue(TestEngine.leafOrder(root, "a", claim));
          });
      Until.holds("the replay has begun", looked::get);
      assertThat(replay.isDone()).isFalse();
      release.countDown();
      Serial issued = replay.get();
      assertThat(issued).isNotEqualTo(doomed);
      assertThat(ca.engine.certificate(root, issued).certificate()).isNotNull();
      assertThat(failing.exceptionNow())
          .isInstanceOfSatisfying(
              CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
    }
  }

  @Test
  void aTokenWithOtherParametersIsRefused() {
    ca.engine.issue(TestEngine.leafOrder(root, "a", claim("token", "request")));
    assertFailure(
        Failure.INVALID_ARGUMENT,
        () -> ca.engine.issue(TestEngine.leafOrder(root, "b", claim("token", "another request"))));
  }

  @Test
  void aTokenIsForgottenAfterItsLife() {
    Serial first = ca.engine.issue(TestEngine.leafOrder(root, "a", claim("token", "request")));
    ca.clock.advance(Duration.ofMinutes(5));
    Serial second = ca.engine.issue(TestEngine.leafOrder(root, "a", claim("token", "request")));
    assertThat(second).isNotEqualTo(first);
  }

  private Claim claim(String token, String request) {
    return new Claim(
        "IssueCertificate",
        token,
        Octets.copyOf(request.getBytes(StandardCharsets.UTF_8)),
        ca.clock.instant().plus(Duration.ofMinutes(5)));
  }
}
