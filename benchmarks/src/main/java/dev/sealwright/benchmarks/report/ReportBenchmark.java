package dev.sealwright.benchmarks.report;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.measure.Report;
import java.io.IOException;
import java.time.Duration;

/**
 * The command: audit reports of very many certificates in both forms, and issuance beside them.
 *
 * <p>The HSM is dialled so that issuance leaves half of two cores free: a ratio below 1 is then
 * what the report takes from it, and not that there is no core left.
 */
public final class ReportBenchmark {
  private static final LineCase SUBJECT = LineCase.dialled("report", 4, 2000);
  private static final ReportRun.Pace PACE =
      new ReportRun.Pace(Duration.ofSeconds(8), Duration.ofSeconds(2));

  private ReportBenchmark() {}

  /**
   * Runs it, prints its lines and writes them to benchmarks/results.
   *
   * @param arguments how many certificates the CA has; a million unless said otherwise
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int count = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    Report.make(
        "report",
        "max_heap_mb=%.0f".formatted(Runtime.getRuntime().maxMemory() / 1e6),
        (folder, report) -> {
          var token =
              new BenchmarkToken(
                  SUBJECT, folder.resolve("token"), Report.TARGET.resolve("libdialled.so"));
          new ReportRun(SUBJECT, token, folder, PACE, report::say).run(count);
          return true;
        });
  }
}
