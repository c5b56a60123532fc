package dev.sealwright.api.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each account and operation; a request takes one or is refused.
 *
 * <p>A bucket is forgotten only after a rest in which it would have filled up, so that forgetting
 * gives nobody a burst early. While as many buckets as are allowed are in use, accounts that come
 * anew share one bucket for each operation (INVARIANT I13): they get less, never more.
 *
 * <p>Threads: shared, lock-free but for the making of a bucket.
 */
public final class RateQuotas {
  private static final int MOST_BUCKETS = 100_000;

  private record Place(String account, Operation operation) {}

  private final RateTable table;
  private final int mostBuckets;
  private final LongSupplier nanoTime;
  private final Cache<Place, Bucket> buckets;
  private final Map<Operation, Bucket> shared = new EnumMap<>(Operation.class);
  private final Map<Operation, Counter> refusals = new EnumMap<>(Operation.class);

  /**
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics) {
    this(table, nanoTime, metrics, MOST_BUCKETS);
  }

  RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics, int mostBuckets) {
    this.table = table;
    this.nanoTime = nanoTime;
    this.mostBuckets = mostBuckets;
    // A bucket rests full after `burst` seconds without a request, whatever its rate.
    this.buckets =
        Caffeine.newBuilder()
            .ticker(nanoTime::getAsLong)
            .expireAfter(Expiry.accessing((_, _) -> Duration.ofSeconds(table.burst() + 1L)))
            .executor(Runnable::run)
            .build();
    for (Operation operation : Operation.values()) {
      shared.put(operation, bucket(operation));
      refusals.put(
          operation,
          Counter.builder("sealwright.quota.refused")
              .description("Requests refused for their rate")
              .tag("operation", operation.wireName())
              .register(metrics));
    }
  }

  /**
   * Takes a token of the account.
   *
   * @throws WireException ThrottlingException, in the form that every SDK retries
   */
  public void charge(String account, Operation operation) {
    if (!of(account, operation).tryConsume(1)) {
      Objects.requireNonNull(refusals.get(operation)).increment();
      throw new WireException(ErrorName.THROTTLING, "Rate exceeded");
    }
  }

  /** Forgets now what rested; it happens by itself while requests come. */
  void sweep() {
    buckets.cleanUp();
  }

  long buckets() {
    return buckets.estimatedSize();
  }

  private Bucket of(String account, Operation operation) {
    Place place = new Place(account, operation);
    Bucket own = buckets.getIfPresent(place);
    if (own != null) {
      return own;
    }
    if (buckets.estimatedSize() >= mostBuckets) {
      buckets.cleanUp();
      if (buckets.estimatedSize() >= mostBuckets) {
        return Objects.requireNonNull(shared.get(operation));
      }
    }
    return buckets.get(place, _ -> bucket(operation));
  }

  private Bucket bucket(Operation operation) {
    int rate = table.of(operation);
    return Bucket.builder()
        .addLimit(limit ->
            limit.capacity((long) rate * table.burst()).refillGreedy(rate, Duration.ofSeconds(1)))
        .withCustomTimePrecision(new Meter(nanoTime))
        .build();
  }

  private record Meter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
