package dev.sealwright.api.rate;

import dev.sealwright.engine.fault.CaException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the ledger can be asked. While it cannot, one request a second tries.
 *
 * <p>Threads: shared, lock-free.
 */
final class Reach {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

  static final long BETWEEN_TRIES = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private final AtomicLong nextTry = new AtomicLong();
  private volatile boolean lost;

  Reach(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether whoever asks this may ask the ledger. */
  boolean open() {
    if (!lost) {
      return true;
    }
    long now = nanoTime.getAsLong();
    long next = nextTry.get();
    return now - next >= 0 && nextTry.compareAndSet(next, now + BETWEEN_TRIES);
  }

  void failed(CaException cause) {
    nextTry.set(nanoTime.getAsLong() + BETWEEN_TRIES);
    if (!lost) {
      lost = true;
      LOG.warn("rates are counted by this node alone: {}", cause.getMessage());
    }
  }

  void answered() {
    if (lost) {
      lost = false;
      LOG.info("rates are shared by all nodes again");
    }
  }
}
