package dev.sealwright.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told of one round and of several. */
class NodeRoundTest {
  private static final NodeRound FAST = new NodeRound(600, 3000, 1, 50, 10, 250, 900_000, 5, 20);
  private static final NodeRound SLOW = new NodeRound(400, 2000, 2, 30, 6, 450, 700_000, 7, 15);

  private static Map<String, Double> parsed(String text) {
    return Arrays.stream(text.split(" ", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Double.valueOf(pair[1])));
  }

  private static CaseRounds.Round round(double perSecond, double p99Millis) {
    return new CaseRounds.Round(
        new NodeRound(perSecond, 1000, 0, 20, 4, 100, 300_000, 3, p99Millis), 80_000, 20_000);
  }

  @Test
  void whatANodePrintsIsRead() {
    assertThat(NodeRound.of(parsed(FAST.text()))).isEqualTo(FAST);
    Map<String, Double> less = parsed(FAST.text());
    less.remove("commits");
    assertThatThrownBy(() -> NodeRound.of(less)).hasMessageContaining("commits");
  }

  @Test
  void nodesAreAddedUpAndTheSlowestCounts() {
    assertThat(NodeRound.together(List.of(FAST, SLOW)))
        .isEqualTo(new NodeRound(1000, 5000, 3, 80, 16, 700, 1_600_000, 7, 20));
    assertThat(NodeRound.together(List.of(SLOW))).isEqualTo(SLOW);
  }

  @Test
  void theLineHasTheMediansOfTheRounds() {
    var rounds = new CaseRounds();
    rounds.add(round(1900, 30));
    rounds.add(round(1000, 90));
    rounds.add(round(1950, 20));
    assertThat(rounds.line("some", 2000, 2))
        .isEqualTo(
            "case=some issued/s=1900 ratio=0.950 ratio_lowest=0.500 ratio_highest=0.975"
                + " p50_ms=3.00 p99_ms=30.00 p50_less_sign_ms=1.00 p99_less_sign_ms=28.00"
                + " commits/s=4.0 certificates_a_commit=50.0 commit_ms=5.00 node_cpu_us=300"
                + " leader_cpu_us=80 standby_cpu_us=20 refused=0");
  }

  @Test
  void anAimIsMetOrNot() {
    var batch = new CaseRounds();
    var half = new CaseRounds();
    batch.add(round(1800, 200));
    half.add(round(1000, 27));
    assertThat(Aim.of("some", batch, half).stream().map(Aim::line))
        .containsExactly(
            "aim case=some ratio=0.900 at_least=0.9 met",
            "aim case=some-half p99_less_sign_ms=25.000 at_most=25.0 met");
    batch.add(round(1700, 200));
    half.add(round(1000, 28));
    assertThat(Aim.of("some", batch, half).stream().map(Aim::line))
        .containsExactly(
            "aim case=some ratio=0.875 at_least=0.9 NOT met",
            "aim case=some-half p99_less_sign_ms=25.500 at_most=25.0 NOT met");
    assertThat(Aim.ofGrowth(0.91).isMet()).isTrue();
    assertThat(Aim.ofGrowth(0.89).isMet()).isFalse();
  }
}
