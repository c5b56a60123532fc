package dev.sealwright.api.http;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all request bodies of one listener share (INVARIANT I13): what is held never
 * exceeds {@link HttpLimits#bodiesBytes}.
 *
 * <p>A request charges memory before it allocates it and gives it back when its answer is written.
 * A quarter of the budget is kept for small bodies: a body over 64 KiB moves everything it holds to
 * the other three quarters, while a smaller one may use the whole.
 *
 * <p>Who finds none waits in a line, one for large bodies and one for small ones, in the order in
 * which the bodies began, and is refused with 503 after a second. Only the first in line is served,
 * so that the oldest body always gets on. Bodies that arrive together could fill the memory with
 * the beginnings of them all: when those in line hold so much that the first could never go on, the
 * youngest of them are refused at once.
 *
 * <p>Called from every connection's thread; a share belongs to one thread.
 */
final class BodyBudget {
  /** The largest body that may use the reserve. */
  static final int SMALL_BODY = 64 << 10;

  /** How long a request waits for its share. Its read deadline may end it earlier. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Line smallOnes = new Line();
  private final Line largeOnes = new Line();
  private final long most;
  private final long mostForLarge;
  private long begun;
  private long held;
  private long heldByLarge;
  private long peak;

  BodyBudget(long bytes) {
    this.most = bytes;
    this.mostForLarge = bytes - bytes / 4;
  }

  /**
   * An empty share of a body that begins.
   *
   * @param large whether the body is, or may be, one of more than {@link #SMALL_BODY}
   */
  Share share(boolean large) {
    lock.lock();
    try {
      return new Share(begun++, large);
    } finally {
      lock.unlock();
    }
  }

  /** Bytes charged now. */
  long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** The most that was ever charged at once. */
  long peak() {
    lock.lock();
    try {
      return peak;
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait, by when they began; guarded by the lock. */
  private static final class Line {
    private final TreeMap<Long, Share> waiting = new TreeMap<>();

    /** What those in it hold together while they wait. */
    private long held;

    boolean isEmpty() {
      return waiting.isEmpty();
    }

    Share first() {
      return waiting.values().iterator().next();
    }

    void join(Share share) {
      waiting.put(share.number, share);
      held += share.bytes;
    }

    void leave(Share share) {
      if (waiting.remove(share.number, share)) {
        held -= share.bytes;
      }
    }

    /** The youngest that holds something leaves; false when only the first is left. */
    boolean refuseYoungest() {
      for (Share youngest : waiting.descendingMap().values()) {
        if (youngest.bytes > 0 && youngest != first()) {
          leave(youngest);
          youngest.refused = true;
          youngest.turn.signal();
          return true;
        }
      }
      return false;
    }
  }

  /** Tells the first in line to look whether it fits now; the lock is held. */
  private void moveUp(Line line) {
    if (line.isEmpty()) {
      return;
    }
    Share first = line.first();
    while (first.needsWhatItsLineHolds(line) && line.refuseYoungest()) {
      // What it held comes free as soon as its thread has seen that it is refused.
    }
    if (first.fits()) {
      first.turn.signal();
    }
  }

  /** What one request holds. Closing it gives everything back; closing twice does nothing. */
  final class Share implements AutoCloseable {
    private final long number;
    private final boolean large;
    private final Condition turn = lock.newCondition();
    private long bytes;
    private long more;
    private boolean refused;

    private Share(long number, boolean large) {
      this.number = number;
      this.large = large;
    }

    /**
     * Charges memory that is about to be allocated, and waits for it.
     *
     * @throws RequestException with 503 when none came free in time
     * @throws CloseConnectionException when the deadline of the request cut the wait
     */
    void take(long wanted) {
      Line line = large ? largeOnes : smallOnes;
      lock.lock();
      try {
        more = wanted;
        if (!line.isEmpty() || !fits()) {
          awaitTurn(line);
        }
        held += wanted;
        bytes += wanted;
        if (large) {
          heldByLarge += wanted;
        }
        peak = Math.max(peak, held);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CloseConnectionException("cut while waiting for memory", e);
      } finally {
        moveUp(line);
        lock.unlock();
      }
    }

    private void awaitTurn(Line line) throws InterruptedException {
      line.join(this);
      try {
        moveUp(line);
        long nanos = PATIENCE.toNanos();
        while (!refused && !(line.first() == this && fits())) {
          if (nanos <= 0) {
            throw unavailable();
          }
          nanos = turn.awaitNanos(nanos);
        }
        if (refused) {
          throw unavailable();
        }
      } finally {
        line.leave(this);
      }
    }

    private boolean fits() {
      return held + more <= most && (!large || heldByLarge + more <= mostForLarge);
    }

    /**
     * Whether it will not fit even when all others are gone but those in its line. Small bodies
     * must not depend on large ones, which may take their time.
     */
    private boolean needsWhatItsLineHolds(Line line) {
      return large ? line.held + more > mostForLarge : line.held + more + heldByLarge > most;
    }

    /** Gives back part of what was taken. */
    void give(long less) {
      if (less == 0) {
        return;
      }
      lock.lock();
      try {
        bytes -= less;
        held -= less;
        if (large) {
          heldByLarge -= less;
        }
        moveUp(largeOnes);
        moveUp(smallOnes);
      } finally {
        lock.unlock();
      }
    }

    /** Gives back all but this much. */
    void keep(long rest) {
      give(bytes - rest);
    }

    @Override
    public void close() {
      give(bytes);
    }
  }

  private static RequestException unavailable() {
    return RequestException.builder().status(Status.SERVICE_UNAVAILABLE_503).build();
  }
}
