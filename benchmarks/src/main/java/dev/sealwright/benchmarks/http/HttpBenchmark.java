package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.line.Conditions;
import dev.sealwright.benchmarks.load.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command: the cases one after the other, a line for each and one for its check. */
public final class HttpBenchmark {
  static final int CONNECTIONS = 64;
  static final int REQUESTS = 512;
  static final int ROUNDS = 5;
  static final int HEAP_MB = 256;
  static final Duration WARM_UP = Duration.ofSeconds(10);
  static final Duration LENGTH = Duration.ofSeconds(4);

  private static final Path TARGET = Path.of("benchmarks/target");

  private HttpBenchmark() {}

  /**
   * Runs the cases, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments names of cases; all of them when there is none
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    Locale.setDefault(Locale.ROOT);
    List<String> wanted = List.of(arguments);
    List<HttpCase> cases =
        HttpCase.ALL.stream()
            .filter(one -> wanted.isEmpty() || wanted.contains(one.name()))
            .toList();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "there are " + HttpCase.ALL.stream().map(HttpCase::name).distinct().toList());
    }
    List<String> conditions = new ArrayList<>(Conditions.now(TARGET));
    conditions.add(
        "rounds=%d round_seconds=%d warm_up_seconds=%d connections=%d requests=%d server_heap_mb=%d"
            .formatted(
                ROUNDS, LENGTH.toSeconds(), WARM_UP.toSeconds(), CONNECTIONS, REQUESTS, HEAP_MB));
    List<String> report = new ArrayList<>();
    boolean whole = true;
    for (HttpCase one : cases) {
      Path folder = Files.createTempDirectory(TARGET, "http-");
      try {
        List<String> lines = new HttpCaseRun(one, TARGET.resolve("libdialled.so"), folder).run();
        lines.forEach(System.out::println);
        report.addAll(lines);
        whole &= lines.getFirst().contains(" errors=0 ");
      } finally {
        Folders.remove(folder);
      }
    }
    conditions.forEach(System.out::println);
    report.addAll(conditions);
    Path results = Files.createDirectories(Path.of("benchmarks/results"));
    Path file = results.resolve(LocalDate.now(Clock.systemUTC()) + "-http.txt");
    Files.write(file, report);
    System.out.println("written to " + file);
    if (!whole) {
      System.exit(1);
    }
  }
}
