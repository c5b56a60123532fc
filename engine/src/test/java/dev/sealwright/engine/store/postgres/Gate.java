package dev.sealwright.engine.store.postgres;

import java.time.Duration;

/**
 * What every byte has to pass.
 *
 * <p>Threads: any.
 */
final class Gate {
  private boolean shut;
  private Duration delay = Duration.ZERO;

  synchronized void shut() {
    shut = true;
  }

  synchronized void open() {
    shut = false;
    notifyAll();
  }

  synchronized void delay(Duration longer) {
    delay = longer;
  }

  /** Returns when it is open, and as late as it makes everything. */
  void pass() throws InterruptedException {
    Duration wait;
    synchronized (this) {
      wait = delay;
    }
    if (wait.isPositive()) {
      Thread.sleep(wait);
    }
    synchronized (this) {
      while (shut) {
        wait();
      }
    }
  }
}
