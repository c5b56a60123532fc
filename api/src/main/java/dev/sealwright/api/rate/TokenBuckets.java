package dev.sealwright.api.rate;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Buckets that belong to this process alone.
 *
 * <p>A bucket is forgotten only after a rest in which it would have filled up, so that forgetting
 * gives nobody a burst early. While as many buckets as are allowed are in use, whoever comes anew
 * shares one with others of the same crowd (INVARIANT I13): they get less, never more, and those
 * who were there before are still served.
 *
 * <p>Threads: shared, lock-free but for the making of a bucket.
 *
 * @param <K> whom a bucket belongs to
 */
public final class TokenBuckets<K> implements RateBuckets<K> {
  private final BucketPlan<K> plan;
  private final TimeMeter clock;
  private final Kept<K, Bucket> buckets;

  /**
   * Empty at first; every bucket is full when it is made.
   *
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public TokenBuckets(BucketPlan<K> plan, LongSupplier nanoTime) {
    this.plan = plan;
    this.clock = new Meter(nanoTime);
    // A bucket rests full after `burst` seconds without a request, whatever its rate.
    this.buckets = new Kept<>(plan, Duration.ofSeconds(plan.burst() + 1L), nanoTime, this::bucket);
  }

  @Override
  public boolean take(K one) {
    return buckets.of(one).tryConsume(1);
  }

  @Override
  public void sweep() {
    buckets.sweep();
  }

  @Override
  public long size() {
    return buckets.size();
  }

  private Bucket bucket(K one) {
    int rate = plan.rate(one);
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(plan.capacity(one)).refillGreedy(rate, Duration.ofSeconds(1)))
        .withCustomTimePrecision(clock)
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
