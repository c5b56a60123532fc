package dev.sealwright.engine.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end while calls hang in the vault: whoever waits for one of them is answered. */
@Timeout(120)
class LaneEndTest {
  private static final int LANES = 2;

  private final SoftVault soft = new SoftVault("ending", LANES, new SecureRandom());
  private final ProbeVault vault = new ProbeVault(soft);
  private final CountDownLatch returning = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();

  @AfterEach
  void letGo() {
    returning.countDown();
  }

  private void hang() {
    vault.onSign((session, key, algorithm, message) -> {
      inside.incrementAndGet();
      try {
        returning.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return session.sign(key, algorithm, message);
    });
  }

  @Test
  void whatHangsAndWhatWaitsBehindItIsAbandonedOnce() {
    KeyId id = new KeyId(UUID.randomUUID());
    SubjectPublicKey publicKey;
    try (var session = soft.open()) {
      publicKey = session.generate(id, KeySpec.EC_P256);
    }
    SigningKey key = new SigningKey("ending", id, KeySpec.EC_P256, publicKey);
    hang();
    AtomicInteger ended = new AtomicInteger();
    List<StatusSigning> asked = new ArrayList<>();
    LaneGroup lanes = new LaneGroup(vault, new SimpleMeterRegistry());
    for (int i = 0; i < LANES + 3; i++) {
      StatusSigning signing =
          new StatusSigning(
              "a text",
              key,
              SignatureAlgorithm.SHA256WITHECDSA,
              new StatusSigning.Input.Message(
                  Octets.copyOf("text".getBytes(StandardCharsets.UTF_8))),
              ended::incrementAndGet);
      lanes.put(signing);
      asked.add(signing);
    }
    Until.holds("every lane hangs", () -> inside.get() == LANES);
    lanes.close();
    assertThat(ended).as("until nothing is written any more").hasValue(0);
    lanes.abandonRest();
    assertThat(ended).hasValue(LANES + 3);
    returning.countDown();
    for (StatusSigning signing : asked) {
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> signing.ticket().await(Duration.ZERO))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
    }
    Until.holds("the lanes are gone", () -> laneThreads() == 0);
    assertThat(ended).as("a late answer is no second end").hasValue(LANES + 3);
  }

  /** INVARIANT I4: answered, and still open on record, for the next start to finish. */
  @Test
  void aCallerOfAnEngineThatIsClosedIsAnsweredAndTheNextStartFinishesItsCertificate()
      throws Exception {
    MemoryStore real = new MemoryStore();
    ProbeStore store = new ProbeStore(real);
    TestEngine ca = new TestEngine(store, vault);
    AuthorityId root = ca.activeRoot();
    hang();
    var call = new FutureTask<>(() -> ca.engine.issue(TestEngine.leafOrder(root, "late", null)));
    Thread.ofVirtual().start(call);
    Until.holds("it hangs", () -> inside.get() == 1);
    ca.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> call.get(5, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
    assertThat(store.openReservations(9)).hasSize(1);
    returning.countDown();
    try (TestEngine again = new TestEngine(store, vault)) {
      Until.holds("finished", () -> store.openReservations(9).isEmpty());
      assertThat(again.engine.troubles()).isEmpty();
    }
    real.close();
  }

  private static long laneThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sealwright-lane-ending-"))
        .count();
  }
}
