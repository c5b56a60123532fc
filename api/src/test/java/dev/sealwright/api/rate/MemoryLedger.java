package dev.sealwright.api.rate;

import dev.sealwright.engine.store.RateLedger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The arithmetic of a ledger under a clock that the test moves, and a count of draws. */
final class MemoryLedger implements RateLedger {
  private static final long SECOND = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  final AtomicInteger draws = new AtomicInteger();

  /** Billionths of a token, and when that was. */
  private record Bucket(long level, long at, int drawn) {}

  MemoryLedger(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Drawn draw(String bucket, int perSecond, int capacity, int wanted) {
    draws.incrementAndGet();
    Bucket after =
        buckets.compute(
            bucket,
            (_, before) -> {
              long now = nanoTime.getAsLong();
              long full = capacity * SECOND;
              long level =
                  before == null
                      ? full
                      : Math.min(full, before.level + (now - before.at) * perSecond);
              int drawn = (int) Math.min(wanted, level / SECOND);
              return new Bucket(level - drawn * SECOND, now, drawn);
            });
    long missing = SECOND - after.level;
    return new Drawn(
        after.drawn,
        missing <= 0 ? Duration.ZERO : Duration.ofNanos(Math.ceilDiv(missing, perSecond)));
  }
}
