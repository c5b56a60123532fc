package dev.sealwright.benchmarks.ocsp;

import dev.sealwright.benchmarks.measure.Report;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The command: a line for each case that has a yardstick, and one for the check of answers. */
public final class OcspBenchmark {
  private static final OcspTrial.Pace PACE =
      new OcspTrial.Pace(512, 5, Duration.ofSeconds(10), Duration.ofSeconds(4));

  private OcspBenchmark() {}

  /**
   * Runs the cases, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments none
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (arguments.length > 0) {
      throw new IllegalArgumentException("it has no cases to choose from: they are compared");
    }
    Report.<GeneralSecurityException>make(
        "ocsp",
        PACE.text(),
        (folder, report) ->
            new OcspTrial(folder, Report.TARGET.resolve("libdialled.so"), PACE, report::say)
                .run(UnaryOperator.identity()));
  }
}
