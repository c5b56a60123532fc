package dev.sealwright.api.http;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that all request bodies of one listener share (INVARIANT I13): what is held never
 * exceeds {@link HttpLimits#bodiesBytes}.
 *
 * <p>A request charges memory before it allocates it and gives it back when its answer is written.
 * Who finds none waits at most a second, without a place in a line, and is then refused with 503. A
 * quarter of the budget is kept for small bodies: a body over 64 KiB moves everything it holds to
 * the other three quarters, while a smaller one may use the whole.
 *
 * <p>Called from every connection's thread; a share belongs to one thread.
 */
final class BodyBudget {
  /** The largest body that may use the reserve. */
  static final int SMALL_BODY = 64 << 10;

  /** How long a request waits for its share. Its read deadline may end it earlier. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final long most;
  private final long mostForLarge;
  private long held;
  private long heldByLarge;
  private long peak;

  BodyBudget(long bytes) {
    this.most = bytes;
    this.mostForLarge = bytes - bytes / 4;
  }

  /**
   * An empty share.
   *
   * @param large whether the body is, or may be, one of more than {@link #SMALL_BODY}
   */
  Share share(boolean large) {
    return new Share(large);
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

  /** What one request holds. Closing it gives everything back; closing twice does nothing. */
  final class Share implements AutoCloseable {
    private final boolean large;
    private long bytes;

    private Share(boolean large) {
      this.large = large;
    }

    /**
     * Charges memory that is about to be allocated, and waits for it.
     *
     * @throws RequestException with 503 when none came free in time
     * @throws CloseConnectionException when the deadline of the request cut the wait
     */
    void take(long more) {
      lock.lock();
      try {
        long nanos = PATIENCE.toNanos();
        while (held + more > most || (large && heldByLarge + more > mostForLarge)) {
          if (nanos <= 0) {
            throw RequestException.builder().status(Status.SERVICE_UNAVAILABLE_503).build();
          }
          nanos = freed.awaitNanos(nanos);
        }
        held += more;
        bytes += more;
        if (large) {
          heldByLarge += more;
        }
        peak = Math.max(peak, held);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CloseConnectionException("cut while waiting for memory", e);
      } finally {
        lock.unlock();
      }
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
        freed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      give(bytes);
    }
  }
}
