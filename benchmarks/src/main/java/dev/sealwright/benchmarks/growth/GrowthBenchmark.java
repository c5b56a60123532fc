package dev.sealwright.benchmarks.growth;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.IssueLoop;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.measure.Figures;
import dev.sealwright.benchmarks.measure.Report;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;

/**
 * The command: two engines in one process and on one dialled HSM, the store of one empty and that
 * of the other full; they issue in turns. Then start, heap, reads and audit listing with the full
 * one.
 */
public final class GrowthBenchmark {
  private static final LineCase SUBJECT = LineCase.dialled("growth", 8, 2000);
  private static final int CALLERS = 64;
  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration ROUND = Duration.ofSeconds(6);
  private static final Duration READING = Duration.ofSeconds(5);
  private static final int LISTED = 1000;

  private final long count;
  private final Path folder;
  private final BenchmarkToken token;
  private final Report report;

  private GrowthBenchmark(long count, Path folder, Report report) {
    this.count = count;
    this.folder = folder;
    this.report = report;
    this.token =
        new BenchmarkToken(
            SUBJECT, folder.resolve("token"), Report.TARGET.resolve("libdialled.so"));
  }

  /**
   * Runs it, prints its lines and writes them to benchmarks/results.
   *
   * @param arguments how many certificates the full store holds; two million unless said otherwise
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long count = arguments.length == 0 ? 2_000_000 : Long.parseLong(arguments[0]);
    Report.make(
        "growth",
        "rounds=%d round_seconds=%d warm_up_seconds=%d callers=%d virtual"
            .formatted(ROUNDS, ROUND.toSeconds(), WARM_UP.toSeconds(), CALLERS),
        (folder, report) -> {
          new GrowthBenchmark(count, folder, report).run();
          return true;
        });
  }

  private void run() throws InterruptedException, IOException {
    List<Octets> requests = Requests.distinct(512);
    List<Serial> serials = load(requests);
    issue(requests);
    long begin = System.nanoTime();
    try (var authority = open("full")) {
      say(
          "case=start certificates=%d open_ms=%.0f heap_mb=%.1f file_mb=%.0f"
              .formatted(
                  count,
                  (System.nanoTime() - begin) / 1e6,
                  heap(),
                  Files.size(database("full")) / 1e6));
      read(authority, serials);
    }
    try (var store = SqliteStore.open(database("full"))) {
      var owner = store.authorities("123456789012", null, 1).getFirst().id();
      begin = System.nanoTime();
      int listed = store.auditEvents(owner, LISTED).size();
      say("case=audit events=%d ms=%.1f".formatted(listed, (System.nanoTime() - begin) / 1e6));
    }
  }

  /** The CA is made by an engine, which is closed before the store is filled. */
  private List<Serial> load(List<Octets> requests) {
    Serial first;
    try (var authority = open("full")) {
      first = authority.engine().issue(authority.order(requests.getFirst()));
    }
    try (var store = SqliteStore.open(database("full"))) {
      var authority = store.authorities("123456789012", null, 1).getFirst();
      Reservation model = store.certificate(authority.id(), first).orElseThrow().reservation();
      var load = new BulkLoad(store, authority, model);
      long begin = System.nanoTime();
      load.run(count);
      double seconds = (System.nanoTime() - begin) / 1e9;
      say(
          "case=load certificates=%d seconds=%.1f loaded/s=%.0f tbs_bytes=%d"
              .formatted(count, seconds, count / seconds, model.tbs().length()));
      return load.serials();
    }
  }

  private void issue(List<Octets> requests) throws InterruptedException {
    List<Double> empty = new ArrayList<>();
    List<Double> full = new ArrayList<>();
    try (var few = open("empty");
        var many = open("full")) {
      var first = new IssueLoop(few, requests);
      var second = new IssueLoop(many, requests);
      first.saturate(CALLERS, WARM_UP);
      second.saturate(CALLERS, WARM_UP);
      for (int round = 0; round < ROUNDS; round++) {
        if (round % 2 == 0) {
          empty.add(first.saturate(CALLERS, ROUND).perSecond());
          full.add(second.saturate(CALLERS, ROUND).perSecond());
        } else {
          full.add(second.saturate(CALLERS, ROUND).perSecond());
          empty.add(first.saturate(CALLERS, ROUND).perSecond());
        }
      }
    }
    say(
        "case=growth certificates=%d empty/s=%.0f full/s=%.0f ratio=%.3f"
            .formatted(
                count,
                Figures.median(empty),
                Figures.median(full),
                Figures.median(full) / Figures.median(empty)));
  }

  private void read(CaUnderLoad authority, List<Serial> serials) {
    var id = authority.authority().id();
    var latencies = new Histogram(3);
    long begin = System.nanoTime();
    long end = begin + READING.toNanos();
    for (long now = begin; now < end; ) {
      Serial serial = serials.get(ThreadLocalRandom.current().nextInt(serials.size()));
      authority.engine().certificate(id, serial);
      long then = System.nanoTime();
      latencies.recordValue((then - now) / 1000);
      now = then;
    }
    say(
        "case=get certificates=%d get/s=%.0f p50_ms=%.3f p99_ms=%.3f callers=1"
            .formatted(
                count,
                latencies.getTotalCount() * 1e9 / (System.nanoTime() - begin),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3));
  }

  private CaUnderLoad open(String name) {
    return new CaUnderLoad(SUBJECT, SqliteStore.open(database(name)), token.vault());
  }

  private Path database(String name) {
    return folder.resolve(name + ".db");
  }

  private void say(String line) {
    report.say(line);
  }

  private static double heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }
}
