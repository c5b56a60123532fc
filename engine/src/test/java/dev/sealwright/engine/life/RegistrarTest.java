package dev.sealwright.engine.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of an authority that come at once, and what one that is lost is told. */
@Timeout(120)
class RegistrarTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final TestEngine ca = new TestEngine(store, new SoftVault("soft", 2, new SecureRandom()));

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void ofManyChangesAtOnceExactlyOneWins() throws Exception {
    AuthorityId root = ca.activeRoot();
    Authority before = seen(root);
    Octets own = TestEngine.pem(ca.engine.caCertificate(root).orElseThrow().certificate());
    var ocsp = RevocationSettings.NONE.withOcsp(new RevocationSettings.Ocsp(null));
    List<Runnable> changes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      changes.add(
          () -> ca.engine.update(before, CaStatus.DISABLED, RevocationSettings.NONE, "off"));
      changes.add(() -> ca.engine.update(before, null, ocsp, "ocsp"));
      changes.add(() -> ca.engine.importCertificate(root, own, null, "import"));
    }

    assertThat(outcomes(changes)).containsOnlyOnce("won").contains("CONCURRENT_MODIFICATION");

    assertThat(seen(root).version()).isEqualTo(before.version() + 1);
  }

  @Test
  void ofManyDeletionsAtOnceExactlyOneWins() throws Exception {
    AuthorityId pending =
        ca.pending(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    Authority before = seen(pending);
    List<Runnable> changes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      changes.add(() -> ca.engine.delete(before, WEEK, "tester"));
    }

    List<String> outcomes = outcomes(changes);

    assertThat(outcomes).containsOnlyOnce("won");
    assertThat(outcomes.stream().filter("CONCURRENT_MODIFICATION"::equals)).hasSize(15);
  }

  @Test
  void aLostRestoreIsToldWhatTheCaHasBecome() throws Exception {
    AuthorityId pending =
        ca.pending(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    ca.engine.delete(seen(pending), WEEK, "tester");
    List<Runnable> changes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      changes.add(() -> ca.engine.restore(pending, "tester"));
    }

    List<String> outcomes = outcomes(changes);

    assertThat(outcomes).containsOnlyOnce("won");
    assertThat(outcomes.stream().filter("INVALID_STATE"::equals)).hasSize(15);
    assertThat(ca.status(pending)).isEqualTo(CaStatus.PENDING_CERTIFICATE);
  }

  @Test
  void aChangeToWhatIsSoIsNoChange() {
    AuthorityId root = ca.activeRoot();
    Authority before = seen(root);
    ca.clock.advance(Duration.ofHours(1));

    ca.engine.update(before, CaStatus.ACTIVE, before.revocation(), "tester");
    ca.engine.update(before, null, before.revocation(), "tester");

    assertThat(seen(root)).isEqualTo(before);
  }

  /** All are made from the same version: the store is held up until every one of them waits. */
  private List<String> outcomes(List<Runnable> changes) throws Exception {
    CountDownLatch everyoneWaits = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    store.beforeCommit(batch -> {
      if (held.compareAndSet(0, batch.size())) {
        try {
          everyoneWaits.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (Runnable change : changes) {
        answers.add(threads.submit(() -> outcome(change)));
      }
      Until.holds(
          "every change waits, in the batch that is held up or behind it",
          () ->
              held.get() + ca.metrics.get("sealwright.commit.waiting").gauge().value()
                  == changes.size());
      everyoneWaits.countDown();
      List<String> outcomes = new ArrayList<>();
      for (Future<String> answer : answers) {
        outcomes.add(answer.get());
      }
      return outcomes;
    }
  }

  private static String outcome(Runnable change) {
    try {
      change.run();
      return "won";
    } catch (CaException e) {
      Failure failure = e.failure();
      return failure.name();
    }
  }

  private Authority seen(AuthorityId id) {
    return ca.engine.authority(id).orElseThrow();
  }
}
