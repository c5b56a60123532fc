package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes of one vault, the queue before them, the keeper that reaches for the vault when it is
 * lost, and the watch that gives up lanes that hang.
 *
 * <p>Threads: shared by submitters; each lane is a platform thread of its own, and so are keeper
 * and watch.
 */
public final class LaneGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneGroup.class);
  private static final Duration TICK = Duration.ofMillis(50);

  /** Between two attempts to reach a lost vault: a module that answers again is used within 2 s. */
  private static final Duration REACH = Duration.ofMillis(500);

  /** What waited was waited for before; this is for the calls that are under way. */
  private static final Duration END = Duration.ofSeconds(2);

  private record Running(Lane lane, Thread thread) {}

  private final KeyVault vault;
  private final LaneQueue queue;
  private final VaultHealth health;
  private final AtomicInteger hanging = new AtomicInteger();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper;
  private final Thread watch;

  // Guarded by itself, the number of lanes ever started too.
  private final List<Running> lanes = new ArrayList<>();
  private int started;

  /** Reaches for the vault and starts its lanes, whether it answers or not. */
  public LaneGroup(KeyVault vault, MeterRegistry metrics) {
    this.vault = vault;
    this.queue = new LaneQueue();
    this.health = new VaultHealth(vault, metrics);
    Gauge.builder("sealwright.lane.waiting", queue, LaneQueue::size)
        .description("Tasks waiting for a lane")
        .tag("vault", vault.name())
        .register(metrics);
    Gauge.builder("sealwright.lanes.hanging", hanging, AtomicInteger::get)
        .description("Lanes that were given up since their call does not return")
        .tag("vault", vault.name())
        .register(metrics);
    keeper = thread("keeper", this::keep, "");
    watch = thread("watch", this::watch, "");
    keeper.start();
    awaitReach();
    replenish();
    watch.start();
  }

  public String vaultName() {
    return vault.name();
  }

  public VaultState state() {
    return health.state();
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
      task.abandon(new VaultFault(Remedy.RECOVER, "the lanes are closed"));
    } else if (health.isStuck()) {
      abandonWaiting();
    }
  }

  /** How long what waits keeps the lanes busy; absent when they are not at work; asked by one. */
  Optional<Duration> backlog() {
    return queue.backlog(System.nanoTime());
  }

  /** Why this vault does not sign at present, if so; for readiness. */
  public Optional<String> trouble() {
    return Optional.ofNullable(health.obstacle());
  }

  /**
   * Lets the lanes finish what waits and ends them; the vault stays open. Not waited for is a call
   * that hangs: its session stays open, and the module must not be finalised. What is left then
   * {@link #abandonRest} ends.
   */
  @Override
  public void close() {
    closing.countDown();
    queue.close();
    long end = System.nanoTime() + END.toNanos();
    List<Thread> threads = new ArrayList<>(List.of(keeper, watch));
    running().forEach(running -> threads.add(running.thread()));
    try {
      for (Thread thread : threads) {
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        if (!thread.join(left)) {
          LOG.warn("vault {}: {} does not end", vault.name(), thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    health.close();
  }

  /**
   * Abandons what the lanes did not come to before they were closed, and what hangs in the vault:
   * its callers would wait in vain. To be called when nothing is written any more, so that what is
   * open on record stays open for the next start.
   */
  void abandonRest() {
    CaException reason = new VaultFault(Remedy.RECOVER, "the lanes are closed");
    queue.drain().forEach(task -> task.abandon(reason));
    running().forEach(running -> running.lane().giveUp(Duration.ZERO));
  }

  private Thread thread(String role, Runnable work, String number) {
    return Thread.ofPlatform()
        .name("sealwright-" + role + "-" + vault.name() + number)
        .daemon()
        .unstarted(work);
  }

  private List<Running> running() {
    synchronized (lanes) {
      return List.copyOf(lanes);
    }
  }

  /** Reaches for the vault while it is lost, once no lane is inside it. */
  private void keep() {
    try {
      boolean end = false;
      while (!end) {
        if (health.isLost() && health.sessions() == 0) {
          reach();
          end = closing.await(health.isLost() ? REACH.toMillis() : 0, TimeUnit.MILLISECONDS);
        } else {
          end = closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      LOG.error("vault {}: the keeper was interrupted", vault.name(), e);
    }
  }

  /** A vault that hangs keeps nobody from starting. */
  private void awaitReach() {
    try {
      if (!reached.await(vault.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("vault {}: not reached within {}", vault.name(), vault.deadline());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reach() {
    try {
      vault.recover();
      health.found();
    } catch (VaultFault e) {
      if (e.remedy() == Remedy.OPERATOR) {
        health.refuse(e.getMessage());
      } else {
        health.lose(e.getMessage());
      }
    } catch (CaException e) {
      health.lose(e.getMessage());
    } finally {
      reached.countDown();
    }
  }

  /** INVARIANT I14: a call that hangs costs its lane, which is replaced as long as few hang. */
  private void watch() {
    try {
      while (!closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        for (Running running : running()) {
          if (running.lane().giveUp(vault.deadline())) {
            LOG.error(
                "vault {}: {} did not return within {} and is given up",
                vault.name(),
                running.thread().getName(),
                vault.deadline());
          }
        }
        replenish();
      }
    } catch (InterruptedException e) {
      LOG.error("vault {}: the watch was interrupted", vault.name(), e);
    }
  }

  /** As many lanes as the vault should have, unless as many again hang in it. */
  private void replenish() {
    int atWork;
    synchronized (lanes) {
      lanes.removeIf(running -> !running.thread().isAlive());
      int makingKeys = 0;
      atWork = 0;
      for (Running running : lanes) {
        if (!running.lane().isGivenUp()) {
          atWork++;
          makingKeys += running.lane().makesKeys() ? 1 : 0;
        }
      }
      for (; atWork < vault.lanes() && lanes.size() < 2 * vault.lanes(); atWork++) {
        // Half of the lanes, and at least one, so that issuance never waits for a key to be made
        // where there are two.
        boolean makesKeys = 2 * makingKeys < vault.lanes();
        makingKeys += makesKeys ? 1 : 0;
        Lane lane = new Lane(vault, health, queue, makesKeys);
        Thread thread = thread("lane", lane, "-" + ++started);
        lanes.add(new Running(lane, thread));
        thread.start();
      }
      hanging.set(lanes.size() - atWork);
    }
    health.stuck(atWork == 0);
    if (atWork == 0) {
      abandonWaiting();
    }
  }

  /** Nobody is left to take it. */
  private void abandonWaiting() {
    CaException reason = new VaultFault(Remedy.RECOVER, VaultHealth.STUCK);
    queue.drain().forEach(task -> task.abandon(reason));
  }
}
