package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import dev.sealwright.benchmarks.load.ServerProcess;
import dev.sealwright.benchmarks.measure.Figures;
import dev.sealwright.benchmarks.measure.Report;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command: what a server that has just said {@code ready} issues in its first second, beside
 * what it issues later, with the warm-up that it has unless told otherwise and without any.
 *
 * <p>All launches are of one home with one CA. The first makes the CA and is not measured: under it
 * the callers become fast, so that what is slow later is the server.
 */
final class FirstSecond {
  private static final int LAUNCHES = 5;
  private static final int SECONDS = 12;

  /** The last seconds are compared with the first one. */
  private static final int LATE = 3;

  private static final LineCase SUBJECT = LineCase.named("p-256");

  /**
   * How long the server issues for practice before it is ready.
   *
   * @param environment what says so to the server
   */
  private record Setting(String name, Map<String, String> environment) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("default", Map.of()), new Setting("off", Map.of("SEALWRIGHT_WARM_UP", "0")));

  /** One launch. */
  private record Launch(double readyMillis, List<Long> perSecond) {
    double first() {
      return perSecond.getFirst();
    }

    double late() {
      return perSecond.subList(SECONDS - LATE, SECONDS).stream()
          .mapToLong(Long::longValue)
          .average()
          .orElseThrow();
    }

    double ratio() {
      return first() / late();
    }
  }

  private final Path folder;

  private FirstSecond(Path folder) {
    this.folder = folder;
  }

  /**
   * Launches the servers, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments how many launches with each setting, 5 unless said
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int launches = arguments.length == 0 ? LAUNCHES : Integer.parseInt(arguments[0]);
    Report.make(
        "first-second",
        "launches=%d seconds=%d late_seconds=%d connections=%d requests=%d server_heap_mb=%d lanes=%d"
            .formatted(
                launches,
                SECONDS,
                LATE,
                HttpBenchmark.CONNECTIONS,
                HttpBenchmark.REQUESTS,
                HttpBenchmark.HEAP_MB,
                SUBJECT.lanes()),
        (folder, report) -> new FirstSecond(folder).run(launches, report));
  }

  /** Whether every order got a certificate. */
  private boolean run(int launches, Report report) throws IOException, InterruptedException {
    SecondsLoad load;
    try (var server = launch(SETTINGS.getFirst())) {
      URI endpoint = server.ready();
      try (var api = new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR)) {
        load =
            new SecondsLoad(
                RootAuthority.create(
                    api, "Benchmark", "EC_prime256v1", SUBJECT.algorithm().name()));
      }
      load.run(endpoint, (int) HttpBenchmark.WARM_UP.toSeconds());
    }
    Map<Setting, List<Launch>> seen = new HashMap<>();
    for (int number = 0; number < launches; number++) {
      // In turns and in changing order: the store grows, and the machine has its moods.
      for (Setting setting : number % 2 == 0 ? SETTINGS : SETTINGS.reversed()) {
        Launch launch = measured(setting, load);
        seen.computeIfAbsent(setting, none -> new ArrayList<>()).add(launch);
        report.say(
            "launch=%d warm_up=%s ready_ms=%.0f issued=%s"
                .formatted(
                    number + 1,
                    setting.name(),
                    launch.readyMillis(),
                    launch.perSecond().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(","))));
      }
    }
    for (Setting setting : SETTINGS) {
      String figures = line(setting, seen.getOrDefault(setting, List.of()));
      report.say("%s errors=%d".formatted(figures, load.failed()));
    }
    return load.failed() == 0;
  }

  private Launch measured(Setting setting, SecondsLoad load)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (var server = launch(setting)) {
      URI endpoint = server.ready();
      double readyMillis = (System.nanoTime() - begin) / 1e6;
      return new Launch(readyMillis, load.run(endpoint, SECONDS));
    }
  }

  private ServerProcess launch(Setting setting) throws IOException {
    Map<String, String> environment = new HashMap<>(setting.environment());
    environment.put("SEALWRIGHT_QUOTAS", "open");
    environment.put("SEALWRIGHT_LANES", String.valueOf(SUBJECT.lanes()));
    return ServerProcess.launch(folder, HttpBenchmark.HEAP_MB, environment);
  }

  private static String line(Setting setting, List<Launch> launches) {
    List<Double> ratios = launches.stream().map(Launch::ratio).sorted().toList();
    StringBuilder line = new StringBuilder("case=first-second warm_up=").append(setting.name());
    for (int second = 0; second < SECONDS - LATE; second++) {
      int at = second;
      line.append(
          " s%d/s=%.0f"
              .formatted(second + 1, Figures.median(launches, one -> one.perSecond().get(at))));
    }
    return line.append(
            " late/s=%.0f ratio=%.3f ratio_lowest=%.3f ratio_highest=%.3f ready_ms=%.0f"
                .formatted(
                    Figures.median(launches, Launch::late),
                    Figures.median(ratios),
                    ratios.getFirst(),
                    ratios.getLast(),
                    Figures.median(launches, Launch::readyMillis)))
        .toString();
  }
}
