package dev.sealwright.engine;

import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.ocsp.OcspSettings;
import java.time.Duration;

/**
 * The bounds of an engine (INVARIANT I13).
 *
 * @param issuances drafts on the line at once; more are refused as BUSY
 * @param foundings authorities whose key is being made at once
 * @param patience how long a caller waits for its result before it is told to come back
 * @param drain how long {@link CaEngine#close} lets work on the line finish
 * @param sweep pause between two looks for authorities whose window for being restored has passed
 * @param freshness within which a revocation is in a published list; half of it is waited for more
 *     of them; zero to make one at once, at most 30 minutes
 * @param counts how many of each thing there may be
 * @param ocsp how OCSP is answered
 */
public record EngineLimits(
    int issuances,
    int foundings,
    Duration patience,
    Duration drain,
    Duration sweep,
    Duration freshness,
    CountLimits counts,
    OcspSettings ocsp) {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration STALEST = Duration.ofMinutes(30);

  public EngineLimits {
    if (issuances < 1
        || foundings < 1
        || patience.isNegative()
        || drain.isNegative()
        || !sweep.isPositive()
        || freshness.isNegative()
        || freshness.compareTo(STALEST) > 0) {
      throw new IllegalArgumentException("bounds are at least 1, times not negative");
    }
  }

  /** With lists within 5 seconds, the open counts, and the standard answers to OCSP. */
  public EngineLimits(
      int issuances, int foundings, Duration patience, Duration drain, Duration sweep) {
    this(
        issuances,
        foundings,
        patience,
        drain,
        sweep,
        FRESH,
        CountLimits.OPEN,
        OcspSettings.STANDARD);
  }

  /** These with other counts. */
  public EngineLimits with(CountLimits others) {
    return new EngineLimits(issuances, foundings, patience, drain, sweep, freshness, others, ocsp);
  }

  /** These with another freshness of lists. */
  public EngineLimits withFreshness(Duration other) {
    return new EngineLimits(issuances, foundings, patience, drain, sweep, other, counts, ocsp);
  }

  /** These with other answers to OCSP. */
  public EngineLimits with(OcspSettings others) {
    return new EngineLimits(
        issuances, foundings, patience, drain, sweep, freshness, counts, others);
  }

  /**
   * 2,048 certificates on the line are about a quarter of a second of the fastest token measured.
   */
  public static final EngineLimits STANDARD =
      new EngineLimits(
          2048, 16, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofMinutes(1));
}
