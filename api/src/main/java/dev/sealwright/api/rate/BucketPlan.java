package dev.sealwright.api.rate;

import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * How many buckets there are and what they hold.
 *
 * @param most buckets, those of crowds aside; some more while several are made at the same time
 * @param burst seconds' worth of tokens that a bucket holds, 1 or more
 * @param perSecond tokens that the bucket of this one gets in a second, 1 or more; always the same
 * @param crowd stands for all who share when there is no room; there are few of them, and none is
 *     somebody who has a bucket of his own
 * @param <K> whom a bucket belongs to
 */
public record BucketPlan<K>(
    int most, int burst, ToIntFunction<K> perSecond, UnaryOperator<K> crowd) {
  public BucketPlan {
    if (most < 1 || burst < 1) {
      throw new IllegalArgumentException(most + " buckets of " + burst + " seconds");
    }
  }

  int rate(K one) {
    return perSecond.applyAsInt(one);
  }

  /** How many tokens the bucket of this one holds. */
  int capacity(K one) {
    return Math.multiplyExact(rate(one), burst);
  }
}
