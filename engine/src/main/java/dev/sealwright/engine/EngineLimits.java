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
 * @param counts how many of each thing there may be
 * @param ocsp how OCSP is answered
 */
public record EngineLimits(
    int issuances,
    int foundings,
    Duration patience,
    Duration drain,
    Duration sweep,
    CountLimits counts,
    OcspSettings ocsp) {
  public EngineLimits {
    if (issuances < 1
        || foundings < 1
        || patience.isNegative()
        || drain.isNegative()
        || !sweep.isPositive()) {
      throw new IllegalArgumentException("bounds are at least 1, times not negative");
    }
  }

  /** With the standard answers to OCSP. */
  public EngineLimits(
      int issuances,
      int foundings,
      Duration patience,
      Duration drain,
      Duration sweep,
      CountLimits counts) {
    this(issuances, foundings, patience, drain, sweep, counts, OcspSettings.STANDARD);
  }

  /** With the open counts. */
  public EngineLimits(
      int issuances, int foundings, Duration patience, Duration drain, Duration sweep) {
    this(issuances, foundings, patience, drain, sweep, CountLimits.OPEN);
  }

  /** These with other counts. */
  public EngineLimits with(CountLimits others) {
    return new EngineLimits(issuances, foundings, patience, drain, sweep, others, ocsp);
  }

  /** These with other answers to OCSP. */
  public EngineLimits with(OcspSettings others) {
    return new EngineLimits(issuances, foundings, patience, drain, sweep, counts, others);
  }

  /**
   * 2,048 certificates on the line are about a quarter of a second of the fastest token measured.
   */
  public static final EngineLimits STANDARD =
      new EngineLimits(
          2048, 16, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofMinutes(1));
}
