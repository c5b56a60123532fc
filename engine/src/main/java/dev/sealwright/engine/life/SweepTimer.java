package dev.sealwright.engine.life;

import dev.sealwright.engine.fault.CaException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps once at the start and then again and again, while this node does so for all; at once when
 * it begins to.
 *
 * <p>Threads: one of its own, which {@link #close} ends.
 */
public final class SweepTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepTimer.class);

  /** Between two looks at whether this node leads. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Runnable sweep;
  private final BooleanSupplier leads;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param leads whether this node is the one that sweeps
   * @param pause between the end of a sweep and the next
   */
  public SweepTimer(Runnable sweep, BooleanSupplier leads, Duration pause) {
    this.sweep = sweep;
    this.leads = leads;
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
    Duration look = pause.compareTo(LOOK) < 0 ? pause : LOOK;
    boolean led = false;
    long swept = System.nanoTime();
    try {
      do {
        boolean leading = leads.getAsBoolean();
        if (leading && (!led || System.nanoTime() - swept >= pause.toNanos())) {
          trySweep();
          swept = System.nanoTime();
        }
        led = leading;
      } while (!closing.await(look.toNanos(), TimeUnit.NANOSECONDS));
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
