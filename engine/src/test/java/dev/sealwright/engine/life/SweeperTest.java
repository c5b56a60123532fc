package dev.sealwright.engine.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of authorities: hidden, key destroyed, forgotten, whatever crashes in between. */
@Timeout(120)
class SweeperTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final AtomicInteger destroyed = new AtomicInteger();
  private TestEngine ca = new TestEngine(store, vault);

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void nothingEndsBeforeItsWindow() {
    AuthorityId root = deleted();
    ca.clock.advance(WEEK.minusMillis(1));

    assertThat(ca.engine.sweep()).isZero();
    assertThat(ca.engine.authority(root)).isPresent();
    assertThat(keyExists(root)).isTrue();

    ca.engine.restore(root, "tester");
    ca.clock.advance(WEEK);
    assertThat(ca.engine.sweep()).isZero();
    assertThat(ca.status(root)).isEqualTo(CaStatus.DISABLED);
  }

  @Test
  void atTheEndOfItsWindowItIsGoneButForItsAudit() {
    AuthorityId root = deleted();
    AuthorityId other = ca.activeRoot();
    ca.clock.advance(WEEK);
    assertThat(ca.engine.authority(root)).as("before any sweep").isEmpty();
    assertThat(ca.engine.authorities(TestEngine.OWNER, null, 1))
        .as("the page is filled with what is there")
        .extracting(authority -> authority.id())
        .containsExactly(other);

    assertThat(ca.engine.sweep()).isEqualTo(1);

    assertThat(store.removals()).isEmpty();
    assertThat(keyExists(root)).isFalse();
    assertThat(keyExists(other)).isTrue();
    assertThat(kinds(root))
        .containsOnlyOnce(AuditEvent.Kind.AUTHORITY_REMOVED, AuditEvent.Kind.KEY_DESTROYED)
        .contains(AuditEvent.Kind.AUTHORITY_CREATED, AuditEvent.Kind.CERTIFICATE_ISSUED);
    assertThat(ca.engine.sweep()).isZero();
    assertThat(kinds(root)).containsOnlyOnce(AuditEvent.Kind.KEY_DESTROYED);
  }

  record Crash(String name, Predicate<Mutation> at) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Crash> crashes() {
    return List.of(
        new Crash("before it is hidden", Mutation.RemoveAuthority.class::isInstance),
        new Crash("after its key", Mutation.KeyDestroyed.class::isInstance),
        new Crash("before it is forgotten", Mutation.Forget.class::isInstance));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void theNextStartFinishesWhatACrashLeft(Crash crash) {
    AuthorityId root = deleted();
    ca.clock.advance(WEEK);
    vault.onDestroy(id -> destroyed.incrementAndGet());
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(crash.at())) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "killed");
      }
    });
    assertThat(failure(() -> ca.engine.sweep())).isNotNull();

    restart();

    Until.holds("the start sweeps", () -> gone(root));
    assertThat(keyExists(root)).isFalse();
    assertThat(kinds(root))
        .containsOnlyOnce(AuditEvent.Kind.AUTHORITY_REMOVED, AuditEvent.Kind.KEY_DESTROYED);
    assertThat(destroyed.get()).isBetween(1, 2);
  }

  @Test
  void aCrashInTheMiddleOfForgettingIsFinishedToo() {
    AuthorityId root = ca.activeRoot();
    for (int i = 0; i < Sweeper.CHUNK + 5; i++) {
      ca.engine.issue(TestEngine.leafOrder(root, "leaf " + i, null));
    }
    delete(root);
    ca.clock.advance(WEEK);
    AtomicInteger chunks = new AtomicInteger();
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.Forget.class::isInstance)
          && chunks.incrementAndGet() == 2) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "killed");
      }
    });
    assertThat(failure(() -> ca.engine.sweep())).isNotNull();
    assertThat(store.removals()).hasSize(1);
    vault.onDestroy(id -> destroyed.incrementAndGet());

    restart();

    Until.holds("the start sweeps", () -> gone(root));
    assertThat(destroyed.get()).as("the key is not destroyed again").isZero();
  }

  @Test
  void aKeyThatCannotBeDestroyedYetKeepsItsRecord() {
    AuthorityId root = deleted();
    AuthorityId other = deleted();
    ca.clock.advance(WEEK);
    vault.onDestroy(id -> {
      if (id.equals(root.keyId())) {
        throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
      }
    });

    assertThat(ca.engine.sweep()).as("the other one").isEqualTo(1);
    assertThat(store.removals())
        .singleElement()
        .satisfies(removal -> assertThat(removal.authority()).isEqualTo(root));
    assertThat(ca.engine.authority(root)).isEmpty();
    assertThat(kinds(root)).doesNotContain(AuditEvent.Kind.KEY_DESTROYED);
    assertThat(keyExists(other)).isFalse();

    vault.onDestroy(id -> {});
    assertThat(ca.engine.sweep()).isEqualTo(1);
    assertThat(keyExists(root)).isFalse();
  }

  @Test
  void aCaDeletedWhileItsKeyIsMadeLeavesNoKey() throws InterruptedException {
    CountDownLatch generating = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    vault.onGenerate(id -> {
      generating.countDown();
      await(goOn);
    });
    AuthorityId id =
        ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    generating.await();

    ca.engine.delete(seen(id), WEEK, "tester");
    assertThat(ca.engine.authority(id)).isEmpty();
    assertThat(ca.engine.sweep()).as("left for later: its key is still to come").isZero();
    assertThat(store.removals()).hasSize(1);
    goOn.countDown();
    Until.holds("the key was made and is destroyed", () -> ca.engine.sweep() == 1);

    assertThat(keyExists(id)).isFalse();
    assertThat(store.removals()).isEmpty();
    assertThat(kinds(id)).doesNotContain(AuditEvent.Kind.KEY_MADE);
  }

  @Test
  void aCrashAfterSuchAKeyWasMadeLeavesNoneEither() throws InterruptedException {
    CountDownLatch signing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    vault.onSign((real, key, algorithm, message) -> {
      signing.countDown();
      await(goOn);
      return real.sign(key, algorithm, message);
    });
    AuthorityId id =
        ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    signing.await();
    ca.engine.delete(seen(id), WEEK, "tester");
    assertThat(keyExists(id)).isTrue();
    // From here on nothing is written: as if the process had been killed.
    store.beforeCommit(batch -> {
      throw new CaException(Failure.STORE_UNAVAILABLE, "killed");
    });
    goOn.countDown();

    restart();

    Until.holds("the start sweeps", () -> gone(id));
    assertThat(keyExists(id)).isFalse();
  }

  @Test
  void aFailedOneIsGoneAtOnceWithWhatIsLeftOfItsKey() {
    vault.onSign((real, key, algorithm, message) -> {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "signs nothing");
    });
    AuthorityId id =
        ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    Until.holds("it failed", () -> ca.status(id) == CaStatus.FAILED);
    assertThat(keyExists(id)).isTrue();

    ca.engine.delete(seen(id), WEEK, "tester");

    assertThat(ca.engine.authority(id)).isEmpty();
    Until.holds("the key making is over", () -> ca.engine.sweep() == 1);
    assertThat(keyExists(id)).isFalse();
  }

  private Authority seen(AuthorityId id) {
    return ca.engine.authority(id).orElseThrow();
  }

  private AuthorityId deleted() {
    AuthorityId root = ca.activeRoot();
    delete(root);
    return root;
  }

  private void delete(AuthorityId root) {
    ca.engine.update(seen(root), CaStatus.DISABLED, RevocationSettings.NONE, "tester");
    ca.engine.delete(seen(root), WEEK, "tester");
  }

  /** Another process over the same records and the same keys, at the same time of day. */
  private void restart() {
    Duration passed = Duration.between(TestEngine.START, ca.clock.instant());
    ca.close();
    store.beforeCommit(batch -> {});
    vault.onSign(ProbeVault.HONEST);
    vault.onGenerate(id -> {});
    ca = new TestEngine(store, vault, passed);
  }

  private boolean gone(AuthorityId id) {
    return store.authority(id).isEmpty() && store.removals().isEmpty();
  }

  private boolean keyExists(AuthorityId id) {
    KeyId key = id.keyId();
    try (var session = vault.open()) {
      return session.find(key).isPresent();
    }
  }

  private List<AuditEvent.Kind> kinds(AuthorityId id) {
    return store.auditEvents(id, 1000).stream().map(AuditEvent::kind).toList();
  }

  private static CaException failure(Runnable work) {
    try {
      work.run();
    } catch (CaException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
