package dev.sealwright.benchmarks.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark in short, and that it would see answers that are wrong. */
@Timeout(300)
class OcspTrialTest {
  private static final OcspTrial.Pace SHORT =
      new OcspTrial.Pace(8, 1, Duration.ofMillis(300), Duration.ofMillis(300));

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();

  private boolean run(UnaryOperator<Estate> told) throws Exception {
    return new OcspTrial(folder, Path.of("not-loaded.so"), SHORT, lines::add).run(told);
  }

  private double figure(String name, String key) {
    String line =
        lines.stream()
            .filter(one -> one.startsWith("case=" + name + " "))
            .findFirst()
            .orElseThrow();
    Matcher pair = Pattern.compile(" " + Pattern.quote(key) + "=([0-9.]+)").matcher(line);
    assertThat(pair.find()).as("%s in %s", key, line).isTrue();
    return Double.parseDouble(pair.group(1));
  }

  @Test
  void everyCaseIsAnsweredAndTheAnswersAreRight() throws Exception {
    assertThat(run(UnaryOperator.identity())).as("%s", lines).isTrue();
    for (String name : List.of("ocsp-kept", "ocsp-kept-get", "ocsp-nonce")) {
      assertThat(figure(name, "answers/s")).as(name).isPositive();
      assertThat(figure(name, "errors")).as(name).isZero();
    }
    for (String name : List.of("ocsp-kept", "ocsp-kept-get")) {
      assertThat(figure(name, "bare/s")).as(name).isPositive();
      assertThat(figure(name, "bare_errors")).as(name).isZero();
    }
    assertThat(figure("ocsp-nonce", "raw/s")).isPositive();
    // The first answer of each connection at the least, in three cases.
    assertThat(figure("ocsp-check", "verified")).isGreaterThanOrEqualTo(3 * OcspLoad.CONNECTIONS);
    assertThat(figure("ocsp-check", "wrong")).isZero();
  }

  @Test
  void anAnswerThatIsNotTheOneExpectedFailsTheRun() throws Exception {
    assertThat(run(is -> new Estate(is.root(), /* good= */ is.revoked(), /* revoked= */ is.good())))
        .isFalse();
    assertThat(figure("ocsp-check", "verified")).isZero();
    assertThat(figure("ocsp-check", "wrong")).isPositive();
  }
}
