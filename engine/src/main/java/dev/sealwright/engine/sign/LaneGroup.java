package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.queue.BatchQueue;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes of one vault and the queue before them.
 *
 * <p>Threads: shared by submitters; each lane is a platform thread of its own.
 */
public final class LaneGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneGroup.class);

  private final KeyVault vault;
  private final BatchQueue<LaneTask> queue;
  private final AtomicInteger lanesWithSession = new AtomicInteger();
  private final Counter mismatches;
  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable String circuitOpen;

  /**
   * Starts the vault's lanes.
   *
   * <p>The queue before them has no bound of its own: what comes to it was counted at admission, by
   * the line and by the founder (INVARIANT I13).
   */
  public LaneGroup(KeyVault vault, MeterRegistry metrics) {
    this.vault = vault;
    this.queue = new BatchQueue<>(Integer.MAX_VALUE);
    this.mismatches =
        Counter.builder("sealwright.signature.mismatch")
            .description("Signatures that did not verify with the recorded key: an alarm")
            .tag("vault", vault.name())
            .register(metrics);
    Gauge.builder("sealwright.lanes", lanesWithSession, AtomicInteger::get)
        .description("Lanes that have a session")
        .tag("vault", vault.name())
        .register(metrics);
    Gauge.builder("sealwright.lane.waiting", queue, BatchQueue::size)
        .description("Tasks waiting for a lane")
        .tag("vault", vault.name())
        .register(metrics);
    for (int i = 1; i <= vault.lanes(); i++) {
      String name = "sealwright-lane-" + vault.name() + "-" + i;
      threads.add(Thread.ofPlatform().name(name).start(new Lane(this, vault, queue)));
    }
  }

  public String vaultName() {
    return vault.name();
  }

  /** Whether the vault makes such keys; see {@link KeyVault#offers}. */
  public boolean offers(KeySpec spec, SignatureAlgorithm algorithm) {
    return vault.offers(spec, algorithm);
  }

  public boolean meets(StorageStandard standard) {
    return vault.meets(standard);
  }

  public boolean seals() {
    return vault.seals();
  }

  /** Takes work that was admitted by whoever counts it; refused only once closed. */
  public void put(LaneTask task) {
    if (!queue.put(task)) {
      task.abandon(new CaException(Failure.TOKEN_UNAVAILABLE, "the lanes are closed"));
    }
  }

  /** Why this vault does not sign at present, if so; for readiness. */
  public Optional<String> trouble() {
    String reason = circuitOpen;
    if (reason != null) {
      return Optional.of(reason);
    }
    return lanesWithSession.get() > 0 ? Optional.empty() : Optional.of("no session");
  }

  /**
   * Stops all signing with this vault until a restart (INVARIANT I3): it answered with something
   * that the recorded key did not sign.
   */
  public void openCircuit(String reason) {
    mismatches.increment();
    circuitOpen = reason;
    LOG.error("vault {}: circuit open, no more signatures: {}", vault.name(), reason);
  }

  /** Lets the lanes finish what waits and ends them; the vault stays open. */
  @Override
  public void close() {
    queue.close();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Nullable String circuit() {
    return circuitOpen;
  }

  void sessionOpened() {
    lanesWithSession.incrementAndGet();
  }

  void sessionClosed() {
    lanesWithSession.decrementAndGet();
  }
}
