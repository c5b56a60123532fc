package dev.sealwright.engine.store;

/**
 * SPI: token buckets that all nodes draw from, each a slice at a time.
 *
 * <p>Threads: any. Throws {@link dev.sealwright.engine.fault.CaException} STORE_UNAVAILABLE when it
 * cannot be asked.
 */
public interface RateLedger {
  /**
   * Draws tokens from a bucket, which is made full when it is not there.
   *
   * @param bucket at most 200 characters
   * @param perSecond tokens that come in a second, at least 1
   * @param capacity tokens that it holds, at least 1
   * @param wanted at least 1
   * @return how many were drawn, 0 to {@code wanted}; they are gone from the bucket
   */
  int draw(String bucket, int perSecond, int capacity, int wanted);
}
