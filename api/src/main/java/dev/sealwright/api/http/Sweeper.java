package dev.sealwright.api.http;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long: one platform thread that looks at every open connection in turn.
 *
 * <p>A sweep costs little for the few thousand connections a listener may have, and a request costs
 * two compare-and-set operations instead of a place in a timer queue. The set is bounded by the
 * connection cap, since a connection leaves it when its thread ends.
 */
final class Sweeper implements AutoCloseable {
  private static final int SWEEPS_PER_DEADLINE = 8;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final long tickMillis;

  Sweeper(HttpLimits limits) {
    Duration shortest =
        Collections.min(
            List.of(limits.handshakeDeadline(), limits.bodyDeadline(), limits.answerDeadline()));
    tickMillis = Math.clamp(shortest.dividedBy(SWEEPS_PER_DEADLINE).toMillis(), 1L, 500L);
    Thread.ofPlatform().daemon().name("http-deadlines").start(this::run);
  }

  void add(Watch watch) {
    watches.add(watch);
  }

  void remove(Watch watch) {
    watches.remove(watch);
  }

  int size() {
    return watches.size();
  }

  private void run() {
    try {
      while (!closed.await(tickMillis, TimeUnit.MILLISECONDS)) {
        for (Watch watch : watches) {
          watch.sweep();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
