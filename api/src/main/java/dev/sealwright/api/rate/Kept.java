package dev.sealwright.api.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Something for each of many, forgotten after a rest. While as many are in use as are allowed,
 * whoever comes anew shares what belongs to its crowd, and those who were there before keep theirs.
 *
 * <p>Threads: shared, lock-free but for the making.
 *
 * @param <V> what each has
 */
final class Kept<K, V> {
  private final BucketPlan<K> plan;
  private final Function<K, V> maker;
  private final Cache<K, V> own;
  private final Map<K, V> shared = new ConcurrentHashMap<>();

  Kept(BucketPlan<K> plan, Duration rest, LongSupplier nanoTime, Function<K, V> maker) {
    this.plan = plan;
    this.maker = maker;
    this.own =
        Caffeine.newBuilder()
            .ticker(nanoTime::getAsLong)
            .expireAfterAccess(rest)
            .executor(Runnable::run)
            .build();
  }

  V of(K one) {
    V known = own.getIfPresent(one);
    if (known != null) {
      return known;
    }
    if (own.estimatedSize() >= plan.most()) {
      own.cleanUp();
      if (own.estimatedSize() >= plan.most()) {
        return shared.computeIfAbsent(plan.crowd().apply(one), maker);
      }
    }
    return own.get(one, maker);
  }

  void sweep() {
    own.cleanUp();
  }

  long size() {
    return own.estimatedSize();
  }
}
