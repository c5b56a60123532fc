package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for the key of a CA, whatever becomes of the key. */
@Timeout(60)
class AwaitKeyTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final TestEngine ca = new TestEngine(store, vault);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    ca.close();
  }

  @Test
  void everyWaiterGetsTheAuthorityWithItsKey() throws Exception {
    AuthorityId id = held();
    List<Waiter> waiters = List.of(waiter(id), waiter(id), waiter(id));
    release.countDown();
    for (Waiter waiter : waiters) {
      Authority authority = waiter.got();
      assertThat(authority.id()).isEqualTo(id);
      assertThat(authority.status()).isEqualTo(CaStatus.PENDING_CERTIFICATE);
      byte[] csr = ca.engine.csr(id).orElseThrow().toArray();
      assertThat(new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo().getEncoded())
          .isEqualTo(authority.signingKey().publicKey().info().toArray());
    }
  }

  @Test
  void whoComesAfterwardsDoesNotWait() {
    AuthorityId id = ca.activeRoot();
    assertThat(ca.engine.awaitKey(id, Duration.ZERO).status()).isEqualTo(CaStatus.ACTIVE);
  }

  @Test
  void aKeyThatCannotBeMadeIsAFailure() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    vault.onGenerate(id -> {
      await(waits);
      throw new CaException(Failure.INTERNAL, "out of primes");
    });
    AuthorityId id = creating();
    Waiter waiter = waiter(id);
    waits.countDown();
    assertThat(waiter.refused()).isEqualTo(Failure.REQUEST_FAILED);
    LineTest.assertFailure(Failure.REQUEST_FAILED, () -> ca.engine.awaitKey(id, LONG));
    assertThat(ca.status(id)).isEqualTo(CaStatus.FAILED);
  }

  @Test
  void whenTimeRunsOutTheMakingGoesOn() {
    AuthorityId id = held();
    LineTest.assertFailure(Failure.IN_PROGRESS, () -> ca.engine.awaitKey(id, Duration.ofMillis(1)));
    assertThat(ca.status(id)).isEqualTo(CaStatus.CREATING);
    release.countDown();
    assertThat(ca.engine.awaitKey(id, LONG).key()).isNotNull();
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws Exception {
    Waiter waiter = waiter(held());
    waiter.thread.interrupt();
    assertThat(waiter.refused()).isEqualTo(Failure.IN_PROGRESS);
    assertThat(waiter.interrupted.get()).isTrue();
  }

  @Test
  void anEngineThatClosesLetsGoAtOnce() throws Exception {
    AuthorityId id = held();
    Waiter waiter = waiter(id);
    Thread closing = Thread.ofPlatform().start(ca::close);
    // The key is still being made: it does not hold up the answer.
    assertThat(waiter.refused()).isEqualTo(Failure.STORE_UNAVAILABLE);
    LineTest.assertFailure(Failure.STORE_UNAVAILABLE, () -> ca.engine.awaitKey(id, LONG));
    release.countDown();
    closing.join();
  }

  @Test
  void anAuthorityThatIsNotThereHasNoKeyToWaitFor() {
    LineTest.assertFailure(
        Failure.NOT_FOUND, () -> ca.engine.awaitKey(new AuthorityId(UUID.randomUUID()), LONG));
  }

  @Test
  void anAuthorityThatIsDeletedMeanwhileIsNotThere() throws Exception {
    AuthorityId id = held();
    Waiter waiter = waiter(id);
    ca.engine.delete(ca.engine.authority(id).orElseThrow(), Duration.ofDays(7), "tester");
    release.countDown();
    assertThat(waiter.refused()).isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aTokenThatWasAwayOnlyTakesLonger() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    vault.onGenerate(id -> {
      await(release);
      if (tries.getAndIncrement() == 0) {
        throw new VaultFault(Remedy.RECOVER, "pulled out");
      }
    });
    Waiter waiter = waiter(creating());
    release.countDown();
    assertThat(waiter.got().status()).isEqualTo(CaStatus.PENDING_CERTIFICATE);
    assertThat(tries.get()).isGreaterThan(1);
  }

  /** Nobody can deliver the key before the next start, so nobody waits for it. */
  @Test
  void aStoreThatFailsIsTheReason() throws Exception {
    Waiter waiter = waiter(held());
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.ChangeAuthority.class::isInstance)) {
        throw new CaException(Failure.OUTCOME_UNKNOWN, "the disk is gone");
      }
    });
    release.countDown();
    assertThat(waiter.refused()).isEqualTo(Failure.OUTCOME_UNKNOWN);
  }

  /** An authority whose key is not made before {@link #release}. */
  private AuthorityId held() {
    vault.onGenerate(id -> await(release));
    return creating();
  }

  private AuthorityId creating() {
    return ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Waiter waiter(AuthorityId id) {
    Waiter waiter = new Waiter(ca, id);
    waiter.thread.start();
    Until.holds("it waits", () -> waiter.thread.getState() == Thread.State.TIMED_WAITING);
    return waiter;
  }

  /** A thread that waits for a key. */
  private static final class Waiter {
    private final CompletableFuture<Authority> answer = new CompletableFuture<>();
    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    private final Thread thread;

    Waiter(TestEngine ca, AuthorityId id) {
      this.thread =
          Thread.ofPlatform()
              .unstarted(() -> {
                try {
                  answer.complete(ca.engine.awaitKey(id, LONG));
                } catch (CaException e) {
                  answer.completeExceptionally(e);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
    }

    Authority got() throws InterruptedException, ExecutionException {
      return answer.get();
    }

    Failure refused() {
      List<Failure> refusal = new ArrayList<>();
      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOfSatisfying(CaException.class, e -> refusal.add(e.failure()));
      return refusal.getFirst();
    }
  }
}
