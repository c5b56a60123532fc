package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.measure.Report;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command: one node and two, on SQLite and PostgreSQL, one after the other. */
public final class ClusterBenchmark {
  private ClusterBenchmark() {}

  /**
   * Runs the cases, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments names of cases; all of them when there is none
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    List<ClusterCase> cases =
        arguments.length == 0
            ? ClusterCase.ALL
            : Arrays.stream(arguments).map(ClusterCase::named).toList();
    Report.make(
        "cluster",
        "cap/s=%.0f sign_ms=%.1f callers=%d virtual half/s=%.0f %s"
            .formatted(
                ClusterCase.CAP,
                ClusterCase.SIGN_MICROS / 1e3,
                ClusterCase.CALLERS,
                ClusterCase.CAP / 2,
                ClusterRun.Pace.FULL),
        (folder, report) -> {
          List<Aim> aims = new ArrayList<>();
          for (ClusterCase one : cases) {
            try (var run =
                ClusterRun.start(
                    one,
                    true,
                    Report.TARGET.resolve("libdialled.so"),
                    folder,
                    ClusterRun.Pace.FULL,
                    report::say)) {
              run.run();
              aims.addAll(run.aims());
            }
          }
          aims.forEach(aim -> report.say(aim.line()));
          return true;
        });
  }
}
