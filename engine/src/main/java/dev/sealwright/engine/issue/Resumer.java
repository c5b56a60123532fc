package dev.sealwright.engine.issue;

import dev.sealwright.engine.fault.CaException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on, again and again, with what waits for a token: reservations of an earlier run, and keys
 * that could not be made.
 *
 * <p>Threads: one of its own, which {@link #close} ends.
 */
public final class Resumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resumer.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Recovery recovery;
  private final Founder founder;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  public Resumer(Recovery recovery, Founder founder) {
    this.recovery = recovery;
    this.founder = founder;
    this.thread = Thread.ofPlatform().name("sealwright-resumer").daemon().unstarted(this::run);
  }

  /** Takes up what an earlier run left, as far as its tokens are there; then goes on behind. */
  public void start() {
    recovery.run();
    founder.resume();
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
    Duration pause = SHORTEST;
    try {
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean inVain = again();
        Duration twice = pause.multipliedBy(2);
        pause = !inVain ? SHORTEST : twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
      }
    } catch (InterruptedException e) {
      LOG.error("the resumer was interrupted: what waits is taken up by the next start", e);
    }
  }

  private boolean again() {
    try {
      founder.again();
      return recovery.again();
    } catch (CaException e) {
      // A store that is halted says so elsewhere.
      LOG.warn("what waits for a token could not be taken up: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("what waits for a token could not be taken up", e);
    }
    return true;
  }
}
