package dev.sealwright.benchmarks.crl;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.load.HeapPeak;
import dev.sealwright.benchmarks.measure.Report;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.crl.CrlObserver;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The command: lists of growing length, from their configuration until they are in the bucket, and
 * what a revocation costs beside each.
 */
public final class CrlBenchmark {
  private static final LineCase SUBJECT = LineCase.named("p-256");
  private static final String BUCKET = "lists";
  private static final int SINGLY = 1_000;

  /** Bytes of an entry without a reason; with one it has 49. */
  private static final int SHORT_ENTRY = 35;

  /** By so many bytes at most two signatures of ECDSA differ; less than an entry. */
  private static final int SLACK = 16;

  private final Path folder;
  private final BenchmarkToken token;
  private final Report report;
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

  private CrlBenchmark(Path folder, Report report) {
    this.folder = folder;
    this.report = report;
    this.token =
        new BenchmarkToken(
            SUBJECT, folder.resolve("token"), Report.TARGET.resolve("libdialled.so"));
  }

  /**
   * Runs it, prints its lines and writes them to benchmarks/results.
   *
   * @param arguments how many entries the longest list has; a million unless said otherwise
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int count = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    Report.make(
        "crl",
        "max_heap_mb=%.0f".formatted(Runtime.getRuntime().maxMemory() / 1e6),
        (folder, report) -> {
          var benchmark = new CrlBenchmark(folder, report);
          benchmark.run(0);
          benchmark.run(count / 10);
          benchmark.run(count - count / 10);
          return true;
        });
  }

  /**
   * Lengthens the list and has it made.
   *
   * @param more revocations
   */
  private void run(int more) throws IOException, InterruptedException {
    AuthorityId id;
    try (var maker = new CaUnderLoad(SUBJECT, open(), token.vault())) {
      id = maker.authority().id();
      without(maker.engine(), id);
    }
    List<Serial> singly;
    try (var store = open()) {
      Authority authority = store.authority(id).orElseThrow();
      long begin = System.nanoTime();
      RevokedLoad load = new RevokedLoad(store, authority);
      load.run(more, true);
      singly = load.run(SINGLY, false);
      say("case=load revoked=%d seconds=%.1f".formatted(more, seconds(begin)));
    }
    HeapPeak.reset();
    try (CaEngine engine = publishing()) {
      news.clear();
      long begin = System.nanoTime();
      configure(engine, id);
      await();
      double seconds = seconds(begin);
      long bytes = Files.size(list(id));
      say(
          "case=list bytes=%d seconds=%.2f entries/s=%.0f peak_heap_mb=%.0f"
              .formatted(bytes, seconds, bytes / 49.0 / seconds, HeapPeak.megabytes()));
      revoke(engine, id, singly);
      begin = System.nanoTime();
      while (Files.size(list(id)) < bytes + (long) SINGLY * SHORT_ENTRY - SLACK) {
        await();
      }
      say("case=fresh seconds_after_last_revocation=%.2f".formatted(seconds(begin)));
    }
  }

  private void revoke(CaEngine engine, AuthorityId id, List<Serial> serials) {
    var latencies = new Histogram(3);
    for (Serial serial : serials) {
      long begin = System.nanoTime();
      engine
          .revoker()
          .revoke(id, serial, RevocationReason.UNSPECIFIED, Long.MAX_VALUE, "benchmark");
      latencies.recordValue((System.nanoTime() - begin) / 1000);
    }
    say(
        "case=revoke count=%d p50_ms=%.2f p99_ms=%.2f callers=1"
            .formatted(
                serials.size(),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3));
  }

  private static void without(CaEngine engine, AuthorityId id) {
    Authority authority = engine.authority(id).orElseThrow();
    engine.update(authority, null, RevocationSettings.NONE, "benchmark");
  }

  private static void configure(CaEngine engine, AuthorityId id) {
    Authority authority = engine.authority(id).orElseThrow();
    Crl crl =
        new Crl(
            7,
            BUCKET,
            ObjectAcl.PUBLIC_READ,
            null,
            "run-" + authority.version(),
            CrlType.COMPLETE,
            false);
    engine.update(authority, null, RevocationSettings.NONE.withCrl(crl), "benchmark");
  }

  private void await() throws InterruptedException {
    String what = news.poll(10, TimeUnit.MINUTES);
    if (what == null || !what.equals("published")) {
      throw new IllegalStateException("no list: " + what);
    }
  }

  private CaEngine publishing() {
    CrlObserver observer =
        new CrlObserver() {
          @Override
          public void published(AuthorityId authority, String uri) {
            news.add("published");
          }

          @Override
          public void failed(AuthorityId authority, String uri, Reason reason) {
            news.add("failed: " + reason);
          }
        };
    return CaEngine.open(
        open(),
        VaultSet.each(token.vault()),
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        EngineLimits.STANDARD,
        new PublicationHosts("localhost"),
        new Publishing(
            new FolderBuckets(folder.resolve("buckets"), true),
            folder.resolve("scratch"),
            observer));
  }

  /** The newest file in the bucket. */
  private Path list(AuthorityId id) throws IOException {
    try (var found = Files.walk(folder.resolve("buckets"))) {
      return found
          .filter(file -> file.endsWith(id + ".crl"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private SqliteStore open() {
    return SqliteStore.open(folder.resolve("records.db"));
  }

  private void say(String line) {
    report.say(line);
  }

  private static double seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
  }
}
