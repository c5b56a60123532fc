package dev.sealwright.engine.store;

import java.time.Duration;

/**
 * SPI: token buckets that all nodes draw from, each a slice at a time.
 *
 * <p>A bucket MUST never hold more than its capacity, MUST gain exactly what its rate and the time
 * that passed come to however often it is asked, and MUST give a token to one caller alone. Draws
 * need not be durable: what is forgotten after a failure gives tokens back.
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
   * @param capacity tokens that it holds, at least 1; those of an hour at the most
   * @param wanted at least 1
   */
  Drawn draw(String bucket, int perSecond, int capacity, int wanted);

  /**
   * What came of it.
   *
   * @param tokens 0 to what was wanted, and less only when there were no more; they are gone from
   *     the bucket
   * @param untilNext until the bucket holds a whole token again; zero while it does
   */
  record Drawn(int tokens, Duration untilNext) {
    public Drawn {
      if (tokens < 0 || untilNext.isNegative()) {
        throw new IllegalArgumentException(tokens + " tokens, the next in " + untilNext);
      }
    }
  }
}
