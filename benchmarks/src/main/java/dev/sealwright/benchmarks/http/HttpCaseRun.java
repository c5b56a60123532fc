package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.RawLevel;
import dev.sealwright.benchmarks.line.SealedRows;
import dev.sealwright.benchmarks.load.ServerProcess;
import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.benchmarks.measure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One case: server, callers and yardstick started, warmed up, then rounds in turns. */
final class HttpCaseRun {
  private final HttpCase one;
  private final Path dialled;
  private final Path folder;
  private final List<Double> serverCpu = new ArrayList<>();
  private long acknowledged;

  /**
   * Of a case.
   *
   * @param dialled the library of the dialled HSM
   * @param folder a new one
   */
  HttpCaseRun(HttpCase one, Path dialled, Path folder) {
    this.one = one;
    this.dialled = dialled.toAbsolutePath();
    this.folder = folder.toAbsolutePath();
  }

  /**
   * Runs it.
   *
   * @return its line, and that of the check
   * @throws IllegalStateException when the record has other certificates than the callers got
   */
  List<String> run() throws IOException, InterruptedException, SQLException {
    String line = measure();
    // The root's own certificate is one more.
    long recorded = SealedRows.count(folder.resolve("server/var/store.db")) - 1;
    if (recorded != acknowledged) {
      throw new IllegalStateException(
          one.name() + ": " + acknowledged + " acknowledged, " + recorded + " on record");
    }
    return List.of(
        line,
        "case=%s-check acknowledged=%d recorded=%d".formatted(one.name(), acknowledged, recorded));
  }

  private String measure() throws IOException, InterruptedException {
    Map<String, String> environment = environment();
    var certificate = one.tls() ? ServerCertificate.make(folder) : null;
    if (certificate != null) {
      environment.put("SEALWRIGHT_TLS_CERTIFICATE", certificate.certificate().toString());
      environment.put("SEALWRIGHT_TLS_KEY", certificate.key().toString());
    }
    try (var server =
        ServerProcess.launch(folder.resolve("server"), HttpBenchmark.HEAP_MB, environment)) {
      List<String> arguments = new ArrayList<>();
      arguments.add(server.ready().toString());
      arguments.add(
          switch (one.subject().spec()) {
            case EC_P256 -> "EC_prime256v1";
            default -> throw new IllegalStateException("P-256 alone is measured over HTTP");
          });
      arguments.add(one.subject().algorithm().name());
      if (certificate != null) {
        arguments.add(certificate.certificate().toString());
      }
      try (var load = Contender.start(HttpLoad.class, arguments.toArray(String[]::new));
          var yardstick = yardstick()) {
        acknowledged += issued(load.warmUp(HttpBenchmark.WARM_UP));
        yardstick.warmUp(HttpBenchmark.WARM_UP);
        for (int round = 0; round < HttpBenchmark.ROUNDS; round++) {
          if (round % 2 == 0) {
            measured(server, load);
            yardstick.run(HttpBenchmark.LENGTH);
          } else {
            yardstick.run(HttpBenchmark.LENGTH);
            measured(server, load);
          }
        }
        return line(load, yardstick, server.residentBytes());
      }
    }
  }

  private void measured(ServerProcess server, Contender load) throws IOException {
    long before = server.cpu().toNanos();
    Map<String, Double> figures = load.run(HttpBenchmark.LENGTH);
    serverCpu.add((server.cpu().toNanos() - before) / 1e3 / (double) issued(figures));
    acknowledged += issued(figures);
  }

  private static long issued(Map<String, Double> figures) {
    return Math.round(figures.getOrDefault("done", 0.0));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("SEALWRIGHT_QUOTAS", "open");
    environment.put("SEALWRIGHT_LANES", String.valueOf(one.subject().lanes()));
    if (one.subject().isDialled()) {
      Path behind = BenchmarkToken.provision(folder.resolve("unused"), 1).config().module().path();
      environment.putAll(BenchmarkToken.dialled(one.subject(), behind));
      environment.put("SEALWRIGHT_PKCS11_MODULE", dialled.toString());
    }
    return environment;
  }

  private Contender yardstick() throws IOException {
    LineCase subject = one.subject();
    Path own = Files.createDirectories(folder.resolve("yardstick"));
    return one.besideEngine()
        ? Contender.start(EngineLevel.class, subject.name(), dialled.toString(), own.toString())
        : Contender.start(
            RawLevel.class,
            subject.name(),
            dialled.toString(),
            own.toString(),
            "foreign",
            String.valueOf(subject.lanes()));
  }

  private String line(Contender load, Contender yardstick, long resident) {
    double issued = load.median(Contender.RATE);
    double beside = yardstick.median(Contender.RATE);
    String name = one.besideEngine() ? "engine" : "raw";
    double[] rates =
        load.rounds().stream()
            .mapToDouble(round -> round.getOrDefault(Contender.RATE, 0.0))
            .sorted()
            .toArray();
    return "case=%s tls=%s issued/s=%.0f %s/s=%.0f%s ratio=%.3f ratio_lowest=%.3f ratio_highest=%.3f"
            .formatted(
                one.name(),
                one.tls() ? "on" : "off",
                issued,
                name,
                beside,
                one.subject().isDialled() ? " cap/s=" + Math.round(one.subject().cap()) : "",
                issued / beside,
                rates[0] / beside,
                rates[rates.length - 1] / beside)
        + String.format(
            Locale.ROOT,
            " p50_ms=%.2f p99_ms=%.2f p99.9_ms=%.2f",
            load.median("p50_ms"),
            load.median("p99_ms"),
            load.median("p99.9_ms"))
        + String.format(
            Locale.ROOT,
            " server_cpu_us=%.0f load_cpu_us=%.0f %s_cpu_us=%.0f server_rss_mb=%.0f",
            Figures.median(serverCpu),
            load.median("cpu_us"),
            name,
            yardstick.median("cpu_us"),
            resident / 1e6)
        + " refused="
        + load.total("refused")
        + " errors="
        + load.total("errors")
        + " lanes="
        + one.subject().lanes()
        + " connections="
        + HttpBenchmark.CONNECTIONS;
  }
}
