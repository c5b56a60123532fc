package dev.sealwright.api.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * A bucket of tokens for each of many.
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
public final class TokenBuckets<K> {
  private final int most;
  private final int burst;
  private final ToIntFunction<K> perSecond;
  private final UnaryOperator<K> crowd;
  private final TimeMeter clock;
  private final Cache<K, Bucket> buckets;
  private final Map<K, Bucket> shared = new ConcurrentHashMap<>();

  /**
   * Empty at first; every bucket is full when it is made.
   *
   * @param most buckets, those of crowds aside; some more while several are made at the same time
   * @param burst seconds' worth of tokens that a bucket holds, 1 or more
   * @param perSecond tokens that the bucket of this one gets in a second, 1 or more; always the
   *     same
   * @param crowd stands for all who share when there is no room; there are few of them, and none is
   *     somebody who has a bucket of his own
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public TokenBuckets(
      int most,
      int burst,
      ToIntFunction<K> perSecond,
      UnaryOperator<K> crowd,
      LongSupplier nanoTime) {
    this.most = most;
    this.burst = burst;
    this.perSecond = perSecond;
    this.crowd = crowd;
    this.clock = new Meter(nanoTime);
    // A bucket rests full after `burst` seconds without a request, whatever its rate.
    this.buckets =
        Caffeine.newBuilder()
            .ticker(nanoTime::getAsLong)
            .expireAfterAccess(Duration.ofSeconds(burst + 1L))
            .executor(Runnable::run)
            .build();
  }

  /** Takes a token; false when there is none. */
  public boolean take(K one) {
    return of(one).tryConsume(1);
  }

  /** Forgets now what rested; it happens by itself while requests come. */
  public void sweep() {
    buckets.cleanUp();
  }

  /** How many buckets there are, those of crowds aside. */
  public long size() {
    return buckets.estimatedSize();
  }

  private Bucket of(K one) {
    Bucket own = buckets.getIfPresent(one);
    if (own != null) {
      return own;
    }
    if (buckets.estimatedSize() >= most) {
      buckets.cleanUp();
      if (buckets.estimatedSize() >= most) {
        return shared.computeIfAbsent(crowd.apply(one), this::bucket);
      }
    }
    return buckets.get(one, this::bucket);
  }

  private Bucket bucket(K one) {
    int rate = perSecond.applyAsInt(one);
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity((long) rate * burst).refillGreedy(rate, Duration.ofSeconds(1)))
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
