package dev.sealwright.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.IssueLoop;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.load.HeapPeak;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fills the store of one CA and has a report of it made in each form, while callers keep its line
 * full. Rates beside a report stand between those before and after it, in the same engine.
 *
 * <p>Each report is put on record before its engine opens, as one that a crash left behind: two of
 * one CA would have to be half an hour apart.
 *
 * <p>Threads: one runs it, callers and the writer of reports beside it.
 */
final class ReportRun {
  private static final String BUCKET = "reports";
  private static final int REQUESTS = 256;
  private static final Duration LOOK = Duration.ofMillis(5);

  private final LineCase subject;
  private final BenchmarkToken token;
  private final Path folder;
  private final Pace pace;
  private final Consumer<String> said;
  private final List<Octets> requests = Requests.distinct(REQUESTS);

  /** Certificates that the CA has issued. */
  private long issued;

  /**
   * How long it issues without counting, and with.
   *
   * @param round beside a report one follows the other until it has ended
   */
  record Pace(Duration warmUp, Duration round) {}

  /**
   * A run on a store of its own.
   *
   * @param folder of store and bucket
   * @param said gets each line
   */
  ReportRun(LineCase subject, BenchmarkToken token, Path folder, Pace pace, Consumer<String> said) {
    this.subject = subject;
    this.token = token;
    this.folder = folder;
    this.pace = pace;
    this.said = said;
  }

  /** Loads so many certificates, then makes both reports. */
  void run(int count) throws IOException, InterruptedException {
    load(count);
    for (AuditReport.Format format : AuditReport.Format.values()) {
      measure(format);
    }
  }

  private void load(int count) {
    try (CaUnderLoad made = opened()) {
      made.engine().issue(made.order(requests.getFirst()));
    }
    try (Store store = store()) {
      Authority authority = authority(store);
      Reservation model =
          store.attached().issued(authority.id(), null, 2).stream()
              .map(IssuedRecord::reservation)
              .filter(reservation -> reservation.template().startsWith("EndEntity"))
              .findFirst()
              .orElseThrow();
      long begin = System.nanoTime();
      new IssuedLoad(store, authority, model).run(count);
      issued = store.issued(authority.id());
      said.accept(
          "case=load certificates=%d seconds=%.1f tbs_bytes=%d"
              .formatted(count, seconds(begin, System.nanoTime()), model.tbs().length()));
    }
  }

  private void measure(AuditReport.Format format) throws IOException, InterruptedException {
    AuditReport report = putOnRecord(format);
    try (CaUnderLoad ca = opened()) {
      var loop = new IssueLoop(ca, requests);
      loop.saturate(subject.callers(), pace.warmUp());
      double before = loop.saturate(subject.callers(), pace.round()).perSecond();
      long least = issued + loop.acknowledged();
      HeapPeak.reset();
      List<Double> beside = new ArrayList<>();
      double seconds = write(ca, report, loop, beside);
      double peak = HeapPeak.megabytes();
      long most = issued + loop.acknowledged();
      double after = loop.saturate(subject.callers(), pace.round()).perSecond();
      issued += loop.acknowledged();

      Path file = folder.resolve("buckets").resolve(BUCKET).resolve(report.objectKey());
      long rows = rows(format, file);
      if (rows < least || rows > most) {
        throw new IllegalStateException(
            "a report of %d rows about %d to %d certificates".formatted(rows, least, most));
      }
      double alone = (before + after) / 2;
      double mean = beside.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      said.accept(
          ("case=report form=%s rows=%d bytes=%d seconds=%.2f rows/s=%.0f peak_heap_mb=%.0f"
                  + " alone/s=%.0f beside/s=%.0f ratio=%.3f callers=%d")
              .formatted(
                  format.name().toLowerCase(Locale.ROOT),
                  rows,
                  Files.size(file),
                  seconds,
                  rows / seconds,
                  peak,
                  alone,
                  mean,
                  mean / alone,
                  subject.callers()));
    }
  }

  /** How long it took; the rates of the rounds that lay within it are added. */
  private double write(CaUnderLoad ca, AuditReport report, IssueLoop loop, List<Double> beside)
      throws InterruptedException {
    AtomicLong end = new AtomicLong();
    long begin = System.nanoTime();
    try (AuditReports _ =
        AuditReports.start(
            ca.engine(),
            new Realm("aws", "us-east-1")::arnOf,
            new FolderBuckets(folder.resolve("buckets"), true))) {
      Thread watch = Thread.ofVirtual().start(() -> end.set(ended(ca, report)));
      while (end.get() == 0) {
        double rate = loop.saturate(subject.callers(), pace.round()).perSecond();
        if (end.get() == 0 || beside.isEmpty()) {
          beside.add(rate);
        }
      }
      watch.join();
    }
    AuditReport.Status status = status(ca, report);
    if (status != AuditReport.Status.SUCCESS) {
      throw new IllegalStateException("the report is " + status);
    }
    return seconds(begin, end.get());
  }

  private static long ended(CaUnderLoad ca, AuditReport report) {
    try {
      while (status(ca, report) == AuditReport.Status.CREATING) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      return System.nanoTime(); // what it is, is asked once more
    }
    return System.nanoTime();
  }

  private static AuditReport.Status status(CaUnderLoad ca, AuditReport report) {
    return ca.engine().reports().find(report.authority(), report.id()).orElseThrow().status();
  }

  private AuditReport putOnRecord(AuditReport.Format format) {
    try (Store store = store()) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      AuditReport report =
          new AuditReport(
              UUID.randomUUID(),
              authority(store).id(),
              BUCKET,
              format,
              AuditReport.Status.CREATING,
              "benchmark",
              now);
      AuditEvent event =
          new AuditEvent(
              now,
              AuditEvent.Kind.AUDIT_REPORT_BEGUN,
              report.authority(),
              null,
              "benchmark",
              "report " + report.id());
      List<Outcome> outcome =
          store.commit(List.of(new Mutation.BeginAuditReport(report, now, event)));
      if (!outcome.getFirst().equals(Outcome.APPLIED)) {
        throw new IllegalStateException("no report was begun: " + outcome);
      }
      return report;
    }
  }

  /** Read by other code than wrote it. */
  private static long rows(AuditReport.Format format, Path file) throws IOException {
    return switch (format) {
      case CSV -> {
        try (Stream<String> lines = Files.lines(file)) {
          yield lines.count() - 1;
        }
      }
      case JSON -> {
        long objects = 0;
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
          for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
            if (next == JsonToken.START_OBJECT) {
              objects++;
            }
          }
        }
        yield objects;
      }
    };
  }

  private static Authority authority(Store store) {
    return store.authorities(CaStatus.ACTIVE).getFirst();
  }

  private CaUnderLoad opened() {
    return new CaUnderLoad(subject, store(), token.vault());
  }

  private Store store() {
    return SqliteStore.open(folder.resolve("records.db"));
  }

  private static double seconds(long begin, long end) {
    return Duration.ofNanos(end - begin).toMillis() / 1e3;
  }
}
