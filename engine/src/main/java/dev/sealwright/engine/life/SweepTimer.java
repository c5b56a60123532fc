package dev.sealwright.engine.life;

import dev.sealwright.engine.fault.CaException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps once at the start and then again and again.
 *
 * <p>Threads: one of its own, which {@link #close} ends.
 */
public final class SweepTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepTimer.class);

  private final Runnable sweep;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param pause between the end of a sweep and the next
   */
  public SweepTimer(Runnable sweep, Duration pause) {
    this.sweep = sweep;
    this.pause = pause;
    this.thread = Thread.ofPlatform().name("sealwright-sweeper").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Ends a sweep that is under way after its present step; the next start goes on with it. */
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        trySweep();
      } while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      if (closing.getCount() > 0) {
        LOG.error("the sweeper was interrupted: nothing is removed until a restart", e);
      }
    }
  }

  private void trySweep() {
    try {
      sweep.run();
    } catch (CaException e) {
      // The next one tries again; a store that is halted says so elsewhere.
      LOG.warn("a sweep was cut short: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a sweep failed", e);
    }
  }
}
