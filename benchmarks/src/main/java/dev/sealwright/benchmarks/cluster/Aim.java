package dev.sealwright.benchmarks.cluster;

import java.util.List;
import java.util.Locale;

/**
 * A figure that a case must reach.
 *
 * @param what the figure
 * @param isLeast whether it must be the limit at least, or at most
 */
record Aim(String name, String what, double figure, double limit, boolean isLeast) {
  /** Of what the HSM gives, at batch load. */
  private static final double BATCH = 0.9;

  /** The 99th percentile at half load, beyond the time of one signature. */
  private static final double HALF_MILLIS = 25;

  /** Of the empty database's rate. */
  private static final double GROWTH = 0.9;

  /** Those of a case with a synchronous standby. */
  static List<Aim> of(String name, CaseRounds batch, CaseRounds half) {
    return List.of(
        new Aim(name, "ratio", batch.ratio(ClusterCase.CAP), BATCH, true),
        new Aim(
            name + "-half",
            "p99_less_sign_ms",
            half.p99LessSignMillis(ClusterCase.SIGN_MICROS / 1e3),
            HALF_MILLIS,
            false));
  }

  /** That of the rate with many certificates over the one with none. */
  static Aim ofGrowth(double ratio) {
    return new Aim("cluster-growth", "ratio", ratio, GROWTH, true);
  }

  boolean isMet() {
    return isLeast ? figure >= limit : figure <= limit;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "aim case=%s %s=%.3f %s=%.1f %s",
        name,
        what,
        figure,
        isLeast ? "at_least" : "at_most",
        limit,
        isMet() ? "met" : "NOT met");
  }
}
