package dev.sealwright.api.rate;

/**
 * A bucket of tokens for each of many, in bounded memory (INVARIANT I13).
 *
 * <p>Threads: shared.
 *
 * @param <K> whom a bucket belongs to
 */
public interface RateBuckets<K> {
  /** Takes a token; false when there is none. */
  boolean take(K one);

  /** Forgets now what rested; it happens by itself while requests come. */
  void sweep();

  /** How many buckets are in memory, those of crowds aside. */
  long size();
}
