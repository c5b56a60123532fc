package dev.sealwright.engine.issue;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.Cluster;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an earlier run or a node that is gone left behind, and goes on with it, again and
 * again, while it waits for a token: reservations, and keys that could not be made.
 *
 * <p>Threads: one of its own, which {@link #close} ends.
 */
public final class Resumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resumer.class);

  /** Between two looks at what other nodes left. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final Duration END = Duration.ofSeconds(2);

  /** Between two attempts that were in vain, at most. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final Recovery recovery;
  private final Founder founder;
  private final Duration patience;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param patience how long the start waits for what it takes up
   */
  public Resumer(Cluster cluster, Recovery recovery, Founder founder, Duration patience) {
    this.cluster = cluster;
    this.recovery = recovery;
    this.founder = founder;
    this.patience = patience;
    this.thread = Thread.ofPlatform().name("sealwright-resumer").daemon().unstarted(this::run);
  }

  /**
   * Takes up what was left, as far as its tokens are there; then goes on behind.
   *
   * @throws CaException STORE_UNAVAILABLE
   */
  public void start() {
    adopt();
    recovery.again(patience);
    founder.again();
    thread.start();
  }

  /** Waits for the step that is under way, but not for a token that hangs. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (thread.isAlive() && !thread.join(END)) {
        LOG.warn("what waits for a token is still being taken up; the next start goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = TICK;
    Duration rested = Duration.ZERO;
    try {
      while (!closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        rested = rested.plus(TICK);
        boolean news = adopted();
        if (news || rested.compareTo(pause) >= 0) {
          Duration twice = pause.multipliedBy(2);
          pause = !inVain() ? TICK : twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
          rested = Duration.ZERO;
        }
      }
    } catch (InterruptedException e) {
      LOG.error("the resumer was interrupted: what waits is taken up by the next start", e);
    }
  }

  private boolean adopt() {
    Cluster.Legacy legacy = cluster.adopt();
    recovery.adopt(legacy.reservations());
    founder.adopt(legacy.foundings());
    boolean some = !legacy.equals(Cluster.Legacy.NONE);
    if (some) {
      LOG.info(
          "{} reservations and {} foundings were left by an earlier run or another node",
          legacy.reservations().size(),
          legacy.foundings().size());
    }
    return some;
  }

  /** While the store cannot be asked there is nothing to take over. */
  private boolean adopted() {
    try {
      return adopt();
    } catch (CaException e) {
      // A store in trouble says so elsewhere.
      LOG.debug("nothing is taken over at present: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("what other nodes left could not be taken over", e);
    }
    return false;
  }

  private boolean inVain() {
    try {
      founder.again();
      return recovery.again(TICK);
    } catch (CaException e) {
      // A store that is halted says so elsewhere.
      LOG.warn("what waits for a token could not be taken up: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("what waits for a token could not be taken up", e);
    }
    return true;
  }
}
