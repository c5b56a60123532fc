package dev.sealwright.api.rate;

import dev.sealwright.engine.store.RateLedger;
import dev.sealwright.engine.store.RateLedger.Drawn;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node holds of one bucket of the ledger: tokens drawn, and what the last draw said.
 *
 * <p>Who finds no token draws: one for itself, one for each who waits, and ahead as many as this
 * node used in the last {@link #AHEAD_NANOS}, by the pace since the draw before, though never more
 * than the bucket gains in that time. So a node whose callers ask seldom holds nothing ahead, and
 * all nodes together hold little more than one would. While a draw is under way the others wait for
 * it; the one after it is for all of them.
 *
 * <p>A draw that found the bucket drained is believed until there is a token again, and for {@link
 * #PAUSE_NANOS} at the least, in which nobody asks: a flood of refused requests costs the ledger
 * ten draws a second. Nothing is lost by that, since a bucket holds a second's worth or more.
 *
 * <p>Threads: shared; the lock is not held while the ledger is asked.
 */
final class Lease {
  /** What came of a request for a token. */
  enum Answer {
    TAKEN,
    REFUSED,
    /** The draw that was waited for failed. */
    UNREACHABLE
  }

  /** A twentieth of a second's worth: what N nodes hold unused is N times that at the most. */
  static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A draw that takes longer is not waited for: nobody knows whether there is a token. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RateLedger ledger;
  private final String bucket;
  private final int perSecond;
  private final int capacity;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drawn = lock.newCondition();
  // All of these under the lock.
  private boolean drawing;
  private int waiting;
  private long failed;
  private long held;
  private long used;
  private long askedAt;
  private long dryUntil;

  Lease(RateLedger ledger, String bucket, int perSecond, int capacity, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.bucket = bucket;
    this.perSecond = perSecond;
    this.capacity = capacity;
    this.nanoTime = nanoTime;
    this.askedAt = nanoTime.getAsLong();
    this.dryUntil = askedAt;
  }

  /**
   * Takes a token.
   *
   * @throws dev.sealwright.engine.fault.CaException as the ledger does, for the one who drew
   */
  Answer take() {
    int wanted;
    lock.lock();
    try {
      Answer known = held();
      if (known == null && drawing) {
        known = await();
      }
      if (known != null) {
        return known;
      }
      drawing = true;
      wanted = wanted();
    } finally {
      lock.unlock();
    }
    return draw(wanted);
  }

  /** What can be said without asking anybody. */
  private @Nullable Answer held() {
    if (held > 0) {
      held--;
      used++;
      return Answer.TAKEN;
    }
    return nanoTime.getAsLong() - dryUntil < 0 ? Answer.REFUSED : null;
  }

  /** Null for the one of those who waited that has to draw now. The lock is held around it. */
  private @Nullable Answer await() {
    long failedBefore = failed;
    long patience = PATIENCE_NANOS - (nanoTime.getAsLong() - askedAt);
    waiting++;
    try {
      while (drawing) {
        if (patience <= 0) {
          return Answer.REFUSED;
        }
        patience = drawn.awaitNanos(patience);
        if (failed != failedBefore) {
          return Answer.UNREACHABLE;
        }
        Answer known = held();
        if (known != null) {
          return known;
        }
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.REFUSED;
    } finally {
      waiting--;
    }
  }

  private int wanted() {
    long now = nanoTime.getAsLong();
    long most = perSecond * AHEAD_NANOS / TimeUnit.SECONDS.toNanos(1);
    long ahead = Math.min(most, used * AHEAD_NANOS / Math.max(1, now - askedAt));
    used = 0;
    askedAt = now;
    return (int) Math.min(capacity, 1 + waiting + ahead);
  }

  private Answer draw(int wanted) {
    Drawn got = null;
    try {
      got = ledger.draw(bucket, perSecond, capacity, wanted);
    } finally {
      lock.lock();
      try {
        drawing = false;
        if (got == null) {
          failed++;
        } else {
          note(got);
        }
        drawn.signalAll();
      } finally {
        lock.unlock();
      }
    }
    return got.tokens() > 0 ? Answer.TAKEN : Answer.REFUSED;
  }

  private void note(Drawn got) {
    if (got.tokens() > 0) {
      held += got.tokens() - 1L;
      used++;
    }
    if (got.untilNext().isPositive()) {
      dryUntil = nanoTime.getAsLong() + Math.max(PAUSE_NANOS, got.untilNext().toNanos());
    }
  }
}
