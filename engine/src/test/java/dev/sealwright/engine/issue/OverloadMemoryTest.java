package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** INVARIANT I13: a flood beyond the bound is answered, and leaves nothing in memory. */
@Isolated
@Timeout(120)
class OverloadMemoryTest {
  /** As many as one CA may hold all of. */
  private static final int BOUND = 8;

  private static final int FLOOD = 1_000_000;

  /** A refusal that kept one byte for each request of the flood would exceed it. */
  private static final long RETAINED = 900_000;

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));

  @Test
  void aMillionDraftsBeyondTheBoundAreRefusedInBoundedMemory() {
    AuthorityId root;
    try (TestEngine ca = new TestEngine(store, vault)) {
      root = ca.activeRoot();
    }
    CountDownLatch release = new CountDownLatch(1);
    hang(release);
    var metrics = new SimpleMeterRegistry();
    SigningKey key = store.authority(root).orElseThrow().signingKey();
    long version = store.authority(root).orElseThrow().version();
    try (var committer = new Committer(store, BOUND, metrics);
        var lanes = new Replicas(VaultSet.each(vault).getFirst(), metrics)) {
      Until.holds("the lanes are there", () -> lanes.trouble().isEmpty());
      var line =
          new BatchIssuer(
              committer, Map.of(lanes.name(), lanes), Clock.systemUTC(), BOUND, metrics);
      for (int i = 0; i < BOUND; i++) {
        line.submit(draft(root, key, version));
      }
      Until.holds("all on record", () -> store.openReservations(100).size() == BOUND);
      Draft more = draft(root, key, version);
      flood(FLOOD / 100, () -> line.submit(more)); // classes are loaded
      long before = retained();
      flood(FLOOD, () -> line.submit(more));
      assertThat(retained() - before).as("bytes kept").isLessThan(RETAINED);
      assertThat(store.openReservations(100)).hasSize(BOUND);
      release.countDown();
      assertThat(line.drain(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void ordersBeyondTheBoundAreRefusedByTheEngine() throws Exception {
    var limits =
        new EngineLimits(
            BOUND, 4, Duration.ofSeconds(30), Duration.ofSeconds(7), Duration.ofMinutes(1));
    CountDownLatch release = new CountDownLatch(1);
    try (TestEngine ca = new TestEngine(store, vault, limits);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AuthorityId root = ca.activeRoot();
      hang(release);
      Order order = TestEngine.leafOrder(root, "flood", null);
      for (int i = 0; i < BOUND; i++) {
        threads.execute(() -> ca.engine.issue(order));
      }
      Until.holds("all on record", () -> store.openReservations(100).size() == BOUND);
      flood(FLOOD / 100, () -> ca.engine.issue(order));
      long before = retained();
      flood(FLOOD, () -> ca.engine.issue(order));
      assertThat(retained() - before).as("bytes kept").isLessThan(RETAINED);
      release.countDown();
    }
  }

  private void hang(CountDownLatch release) {
    vault.onSign((session, key, algorithm, message) -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return session.sign(key, algorithm, message);
    });
  }

  private static void flood(int times, Runnable attempt) {
    for (int i = 0; i < times; i++) {
      boolean busy = false;
      try {
        attempt.run();
      } catch (CaException e) {
        busy = e.failure() == Failure.BUSY;
      }
      if (!busy) {
        throw new AssertionError("attempt " + i + " was not refused as BUSY");
      }
    }
  }

  private static Draft draft(AuthorityId root, SigningKey key, long version) {
    var now = TestEngine.START;
    return new Draft(
        new Reservation(
            root,
            version,
            Serial.draw(now, new SecureRandom()),
            Octets.copyOf(new byte[500]),
            SignatureAlgorithm.SHA256WITHECDSA,
            "EndEntityCertificate/V1",
            "tester",
            now,
            new Validity(now, now.plus(Duration.ofDays(1)))),
        key,
        null,
        null,
        Long.MAX_VALUE);
  }

  /** The least of some readings: other threads of the JVM add to a single one. */
  private static long retained() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
