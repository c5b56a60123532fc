package dev.sealwright.engine;

import java.time.Duration;

/**
 * The bounds of an engine (INVARIANT I13).
 *
 * @param issuances drafts on the line at once; more are refused as BUSY
 * @param foundings authorities whose key is being made at once
 * @param patience how long a caller waits for its result before it is told to come back
 * @param drain how long {@link CaEngine#close} lets work on the line finish
 * @param sweep pause between two looks for authorities whose window for being restored has passed
 */
public record EngineLimits(
    int issuances, int foundings, Duration patience, Duration drain, Duration sweep) {
  public EngineLimits {
    if (issuances < 1
        || foundings < 1
        || patience.isNegative()
        || drain.isNegative()
        || !sweep.isPositive()) {
      throw new IllegalArgumentException("bounds are at least 1, times not negative");
    }
  }

  /**
   * 2,048 certificates on the line are about a quarter of a second of the fastest token measured.
   */
  public static final EngineLimits STANDARD =
      new EngineLimits(
          2048, 16, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofMinutes(1));
}
