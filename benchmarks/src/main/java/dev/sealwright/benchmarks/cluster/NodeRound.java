package dev.sealwright.benchmarks.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a round gave on one node, or on all together.
 *
 * @param perSecond certificates acknowledged
 * @param done the same, in all
 * @param refused orders that were one too many
 * @param commits of batches
 * @param commitMillis spent in all of them together
 * @param cpuMicros of the whole process, callers included
 * @param p50Millis time of one order, as its caller saw it
 */
record NodeRound(
    double perSecond,
    double done,
    double refused,
    double commits,
    double commitsPerSecond,
    double commitMillis,
    double cpuMicros,
    double p50Millis,
    double p99Millis) {

  /** As the process of a node prints it. */
  String text() {
    return String.format(
        Locale.ROOT,
        "rate=%.3f done=%.0f refused=%.0f commits=%.0f commits/s=%.3f commit_ms=%.3f cpu_us=%.0f"
            + " p50_ms=%.3f p99_ms=%.3f",
        perSecond,
        done,
        refused,
        commits,
        commitsPerSecond,
        commitMillis,
        cpuMicros,
        p50Millis,
        p99Millis);
  }

  /** What {@link #text} says. */
  static NodeRound of(Map<String, Double> figures) {
    return new NodeRound(
        figure(figures, "rate"),
        figure(figures, "done"),
        figure(figures, "refused"),
        figure(figures, "commits"),
        figure(figures, "commits/s"),
        figure(figures, "commit_ms"),
        figure(figures, "cpu_us"),
        figure(figures, "p50_ms"),
        figure(figures, "p99_ms"));
  }

  private static double figure(Map<String, Double> figures, String key) {
    Double value = figures.get(key);
    if (value == null) {
      throw new IllegalArgumentException("a node did not say " + key);
    }
    return value;
  }

  /**
   * Of nodes that ran at the same time: sums, and of the percentiles those of the slowest.
   *
   * @param nodes at least one
   */
  static NodeRound together(List<NodeRound> nodes) {
    return nodes.stream()
        .reduce((a, b) ->
            new NodeRound(
                a.perSecond + b.perSecond,
                a.done + b.done,
                a.refused + b.refused,
                a.commits + b.commits,
                a.commitsPerSecond + b.commitsPerSecond,
                a.commitMillis + b.commitMillis,
                a.cpuMicros + b.cpuMicros,
                Math.max(a.p50Millis, b.p50Millis),
                Math.max(a.p99Millis, b.p99Millis)))
        .orElseThrow();
  }
}
