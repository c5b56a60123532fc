package dev.sealwright.benchmarks.ocsp;

import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.RawLevel;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.HttpConnection;
import dev.sealwright.benchmarks.load.ServerProcess;
import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.benchmarks.measure.Figures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;

/**
 * Server, clients of each case and raw loop started, warmed up, then rounds in turns.
 *
 * <p>Threads: one.
 */
final class OcspTrial {
  private static final int HEAP_MB = 256;

  /** More than two cores give: the rate of an address is not what is measured. */
  private static final int REQUESTS_PER_SECOND = 1_000_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LineCase SUBJECT = LineCase.named("p-256");

  /**
   * How long and how often.
   *
   * @param certificates that are asked for, 2 or more
   * @param rounds of each case
   */
  record Pace(int certificates, int rounds, Duration warmUp, Duration length) {
    /** For the conditions. */
    String text() {
      return "rounds=%d round_ms=%d warm_up_ms=%d connections=%d certificates=%d server_heap_mb=%d lanes=%d requests_per_second_of_an_address=%d"
          .formatted(
              rounds,
              length.toMillis(),
              warmUp.toMillis(),
              OcspLoad.CONNECTIONS,
              certificates,
              HEAP_MB,
              SUBJECT.lanes(),
              REQUESTS_PER_SECOND);
    }
  }

  private final Path folder;
  private final Path dialled;
  private final Pace pace;
  private final Consumer<String> report;
  private final Map<Asking, Contender> loads = new EnumMap<>(Asking.class);
  private final Map<Asking, List<Double>> serverCpu = new EnumMap<>(Asking.class);

  /**
   * @param folder a new one
   * @param dialled where the library of the dialled HSM would be; it is not loaded
   */
  OcspTrial(Path folder, Path dialled, Pace pace, Consumer<String> report) {
    this.folder = folder.toAbsolutePath();
    this.dialled = dialled;
    this.pace = pace;
    this.report = report;
  }

  /**
   * Runs it.
   *
   * @param told what the clients are told of the CA, made of what is true
   * @return whether every answer was one, and every judged one right
   */
  boolean run(UnaryOperator<Estate> told)
      throws IOException, InterruptedException, GeneralSecurityException {
    Map<String, String> environment =
        Map.of(
            "SEALWRIGHT_QUOTAS", "open",
            "SEALWRIGHT_LANES", String.valueOf(SUBJECT.lanes()),
            "SEALWRIGHT_PUBLICATION_REQUESTS_PER_SECOND", String.valueOf(REQUESTS_PER_SECOND));
    try (var server = ServerProcess.launch(folder.resolve("server"), HEAP_MB, environment)) {
      Estate estate = estate(server.ready());
      awaitSigner(estate);
      Path certificates = Files.createDirectories(folder.resolve("certificates"));
      told.apply(estate).write(certificates);
      try (var raw = raw()) {
        measure(server, raw, certificates);
        report.accept(besideBare(Asking.KEPT, Asking.BARE));
        report.accept(besideBare(Asking.KEPT_GET, Asking.BARE_GET));
        report.accept(besideRaw(raw));
      } finally {
        for (Contender load : loads.values()) {
          load.close();
        }
      }
      return checked(server);
    }
  }

  private Estate estate(URI endpoint) throws IOException, GeneralSecurityException {
    try (var api = new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR)) {
      return Estate.make(api, pace.certificates());
    }
  }

  /** The key that signs is made behind the answer that switched OCSP on. */
  private static void awaitSigner(Estate estate) throws IOException {
    X509Certificate one = estate.good().getFirst();
    URI responder = Inquiry.responder(one);
    byte[] request = Inquiry.of(Asking.KEPT, estate.root(), one, false).request();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (var connection =
        new HttpConnection(
            new InetSocketAddress(responder.getHost(), responder.getPort()),
            SocketFactory.getDefault(),
            PATIENCE)) {
      while (connection.call(request) != 200 || !OcspLoad.isAnswer(connection)) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("no OCSP signer came");
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private Contender raw() throws IOException {
    return Contender.start(
        RawLevel.class,
        SUBJECT.name(),
        dialled.toString(),
        Files.createDirectories(folder.resolve("yardstick")).toString(),
        "foreign",
        String.valueOf(SUBJECT.lanes()));
  }

  private void measure(ServerProcess server, Contender raw, Path certificates) throws IOException {
    for (Asking asking : Asking.values()) {
      loads.put(asking, Contender.start(OcspLoad.class, asking.name(), certificates.toString()));
      serverCpu.put(asking, new ArrayList<>());
    }
    for (Contender load : loads.values()) {
      load.warmUp(pace.warmUp());
    }
    raw.warmUp(pace.warmUp());
    List<Asking> order = List.of(Asking.values());
    for (int round = 0; round < pace.rounds(); round++) {
      for (Asking asking : round % 2 == 0 ? order : order.reversed()) {
        measured(server, asking);
      }
      raw.run(pace.length());
    }
  }

  private void measured(ServerProcess server, Asking asking) throws IOException {
    long before = server.cpu().toNanos();
    Map<String, Double> figures = load(asking).run(pace.length());
    cpu(asking)
        .add((server.cpu().toNanos() - before) / 1e3 / figures.getOrDefault("done", Double.NaN));
  }

  private String besideBare(Asking asking, Asking bare) {
    return "%s server_cpu_us=%.1f bare_cpu_us=%.1f load_cpu_us=%.1f errors=%d bare_errors=%d connections=%d"
        .formatted(
            rates(asking, "bare", load(bare)),
            Figures.median(cpu(asking)),
            Figures.median(cpu(bare)),
            load(asking).median("cpu_us"),
            load(asking).total("errors"),
            load(bare).total("errors"),
            OcspLoad.CONNECTIONS);
  }

  private String besideRaw(Contender raw) {
    return "%s server_cpu_us=%.1f raw_cpu_us=%.1f load_cpu_us=%.1f errors=%d lanes=%d connections=%d"
        .formatted(
            rates(Asking.NONCE, "raw", raw),
            Figures.median(cpu(Asking.NONCE)),
            raw.median("cpu_us"),
            load(Asking.NONCE).median("cpu_us"),
            load(Asking.NONCE).total("errors"),
            SUBJECT.lanes(),
            OcspLoad.CONNECTIONS);
  }

  private String rates(Asking asking, String name, Contender yardstick) {
    Contender load = load(asking);
    double answers = load.median(Contender.RATE);
    double beside = yardstick.median(Contender.RATE);
    double[] rounds =
        load.rounds().stream()
            .mapToDouble(round -> round.getOrDefault(Contender.RATE, 0.0))
            .sorted()
            .toArray();
    return "case=%s answers/s=%.0f %s/s=%.0f ratio=%.3f ratio_lowest=%.3f ratio_highest=%.3f p50_ms=%.2f p99_ms=%.2f p99.9_ms=%.2f"
        .formatted(
            asking.caseName(),
            answers,
            name,
            beside,
            answers / beside,
            rounds[0] / beside,
            rounds[rounds.length - 1] / beside,
            load.median("p50_ms"),
            load.median("p99_ms"),
            load.median("p99.9_ms"));
  }

  private boolean checked(ServerProcess server) throws IOException {
    long verified = loads.values().stream().mapToLong(load -> load.total("verified")).sum();
    long wrong = loads.values().stream().mapToLong(load -> load.total("wrong")).sum();
    long errors = loads.values().stream().mapToLong(load -> load.total("errors")).sum();
    report.accept(
        "case=ocsp-check certificates=%d verified=%d wrong=%d server_rss_mb=%.0f"
            .formatted(pace.certificates(), verified, wrong, server.residentBytes() / 1e6));
    return verified > 0 && wrong == 0 && errors == 0;
  }

  private Contender load(Asking asking) {
    return Objects.requireNonNull(loads.get(asking));
  }

  private List<Double> cpu(Asking asking) {
    return Objects.requireNonNull(serverCpu.get(asking));
  }
}
