package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.load.Folders;
import dev.sealwright.benchmarks.measure.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The command: the cases one after the other, a line for each and one for its check. */
public final class HttpBenchmark {
  static final int CONNECTIONS = 64;
  static final int REQUESTS = 512;
  static final int ROUNDS = 5;
  static final int HEAP_MB = 256;
  static final Duration WARM_UP = Duration.ofSeconds(10);
  static final Duration LENGTH = Duration.ofSeconds(4);

  private HttpBenchmark() {}

  /**
   * Runs the cases, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments names of cases; all of them when there is none
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    List<String> wanted = List.of(arguments);
    List<HttpCase> cases =
        HttpCase.ALL.stream()
            .filter(one -> wanted.isEmpty() || wanted.contains(one.name()))
            .toList();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "there are " + HttpCase.ALL.stream().map(HttpCase::name).distinct().toList());
    }
    Report.<SQLException>make(
        "http",
        "rounds=%d round_seconds=%d warm_up_seconds=%d connections=%d requests=%d server_heap_mb=%d"
            .formatted(
                ROUNDS, LENGTH.toSeconds(), WARM_UP.toSeconds(), CONNECTIONS, REQUESTS, HEAP_MB),
        (folder, report) -> {
          boolean whole = true;
          for (HttpCase one : cases) {
            Path own = Files.createDirectory(folder.resolve(one.name()));
            List<String> lines =
                new HttpCaseRun(one, Report.TARGET.resolve("libdialled.so"), own).run();
            lines.forEach(report::say);
            whole &= lines.getFirst().contains(" errors=0 ");
            Folders.remove(own);
          }
          return whole;
        });
  }
}
