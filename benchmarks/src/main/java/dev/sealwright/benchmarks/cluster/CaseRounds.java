package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.measure.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rounds of one case under one load, and what is told of them. Threads: one. */
final class CaseRounds {
  /**
   * One round.
   *
   * @param leaderMicros CPU time of the server that is written to; 0 where there is none
   * @param followerMicros of the standby
   */
  record Round(NodeRound nodes, double leaderMicros, double followerMicros) {
    double nodeMicros() {
      return nodes.cpuMicros() / nodes.done();
    }
  }

  private final List<Round> rounds = new ArrayList<>();

  void add(Round round) {
    rounds.add(round);
  }

  /** Certificates a second: the median of the rounds. */
  double perSecond() {
    return median(round -> round.nodes().perSecond());
  }

  /** Of what the HSM gives at most, or of what was offered. */
  double ratio(double most) {
    return perSecond() / most;
  }

  /** The median of the rounds' percentiles, without the time of one signature. */
  double p99LessSignMillis(double signMillis) {
    return median(round -> round.nodes().p99Millis()) - signMillis;
  }

  /**
   * The line of this case.
   *
   * @param most what the ratio is of
   */
  String line(String name, double most, double signMillis) {
    double lowest = rounds.stream().mapToDouble(this::rate).min().orElseThrow() / most;
    double highest = rounds.stream().mapToDouble(this::rate).max().orElseThrow() / most;
    double p50 = median(round -> round.nodes().p50Millis());
    double p99 = median(round -> round.nodes().p99Millis());
    return String.format(
        Locale.ROOT,
        "case=%s issued/s=%.0f ratio=%.3f ratio_lowest=%.3f ratio_highest=%.3f p50_ms=%.2f"
            + " p99_ms=%.2f p50_less_sign_ms=%.2f p99_less_sign_ms=%.2f commits/s=%.1f"
            + " certificates_a_commit=%.1f commit_ms=%.2f node_cpu_us=%.0f leader_cpu_us=%.0f"
            + " standby_cpu_us=%.0f refused=%.0f",
        name,
        perSecond(),
        ratio(most),
        lowest,
        highest,
        p50,
        p99,
        p50 - signMillis,
        p99LessSignMillis(signMillis),
        median(round -> round.nodes().commitsPerSecond()),
        median(round -> round.nodes().done() / round.nodes().commits()),
        median(round -> round.nodes().commitMillis() / round.nodes().commits()),
        median(Round::nodeMicros),
        median(round -> round.leaderMicros() / round.nodes().done()),
        median(round -> round.followerMicros() / round.nodes().done()),
        rounds.stream().mapToDouble(round -> round.nodes().refused()).sum());
  }

  private double rate(Round round) {
    return round.nodes().perSecond();
  }

  private double median(ToDoubleFunction<Round> figure) {
    return Figures.median(rounds, figure);
  }
}
