package dev.sealwright.benchmarks.line;

import dev.sealwright.benchmarks.load.Folders;
import dev.sealwright.benchmarks.measure.Figures;
import dev.sealwright.engine.WarmUp;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The process of one case: warms up, then rounds of line and raw loop in turns, then checks. */
final class CaseRun {
  static final int ROUNDS = 5;

  /**
   * With a P-256 key in memory first: the slower a case signs, the less of the rest of the line it
   * would have compiled.
   */
  static final Duration COMPILING = Duration.ofSeconds(10);

  static final Duration WARM_UP = Duration.ofSeconds(8);
  static final Duration LINE = Duration.ofSeconds(5);
  static final Duration RAW = Duration.ofSeconds(3);
  static final Duration HALF = Duration.ofSeconds(8);
  static final int REQUESTS = 512;

  private final LineCase subject;
  private final List<IssueLoop.Round> line = new ArrayList<>();
  private final List<RawLoop.Round> raw = new ArrayList<>();

  private CaseRun(LineCase subject) {
    this.subject = subject;
  }

  /**
   * Runs one case and prints its lines.
   *
   * @param arguments name of the case, the library of the dialled HSM, a folder to work in
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Path folder = Files.createTempDirectory(Path.of(arguments[2]), "line-");
    try {
      new CaseRun(LineCase.named(arguments[0])).run(Path.of(arguments[1]), folder);
    } finally {
      Folders.remove(folder);
    }
  }

  private void run(Path dialledModule, Path folder) throws InterruptedException {
    WarmUp.issue(
        SqliteStore.open(folder.resolve("warm-up").resolve("store.db")),
        new SoftVault("warm-up", subject.lanes(), new SecureRandom()),
        COMPILING);
    var token = new BenchmarkToken(subject, folder.resolve("token"), dialledModule);
    var store = SqliteStore.open(folder.resolve("store.db"));
    try (var authority = new CaUnderLoad(subject, store, token.vault())) {
      var issuing = new IssueLoop(authority, Requests.distinct(REQUESTS));
      try (var signing = new RawLoop(subject, token, authority.authority().signingKey().id())) {
        issuing.saturate(subject.callers(), WARM_UP);
        signing.run(RAW);
        for (int round = 0; round < ROUNDS; round++) {
          if (round % 2 == 0) {
            line.add(issuing.saturate(subject.callers(), LINE));
            raw.add(signing.run(RAW));
          } else {
            raw.add(signing.run(RAW));
            line.add(issuing.saturate(subject.callers(), LINE));
          }
        }
        print();
        if (subject.isDialled()) {
          printHalf(issuing.atRate(subject.cap() / 2, HALF), issuing.refused());
        }
      }
      check(authority, issuing, store);
    }
  }

  private void print() {
    double issued = Figures.median(line, IssueLoop.Round::perSecond);
    double signed = Figures.median(raw, RawLoop.Round::perSecond);
    double most = subject.isDialled() ? subject.cap() : signed;
    double cpu = Figures.median(line, IssueLoop.Round::cpuMicros);
    double tokenCpu = Figures.median(raw, RawLoop.Round::cpuMicros);
    var latencies = new Histogram(3);
    line.forEach(round -> latencies.add(round.latencies()));
    var text = new StringBuilder();
    text.append("case=").append(subject.name());
    text.append(" issued/s=").append(number(issued));
    text.append(" raw/s=").append(number(signed));
    if (subject.isDialled()) {
      text.append(" cap/s=").append(number(subject.cap()));
      text.append(" raw_ratio=").append(ratio(signed / subject.cap()));
    }
    text.append(" ratio=").append(ratio(issued / most));
    text.append(" ratio_lowest=")
        .append(ratio(line.stream().mapToDouble(IssueLoop.Round::perSecond).min().orElse(0) / most))
        .append(" ratio_highest=")
        .append(
            ratio(line.stream().mapToDouble(IssueLoop.Round::perSecond).max().orElse(0) / most));
    text.append(percentiles(latencies));
    text.append(" batch=").append(number(Figures.median(line, IssueLoop.Round::batch)));
    text.append(" commits/s=")
        .append(number(Figures.median(line, IssueLoop.Round::commitsPerSecond)));
    text.append(" cpu_us=").append(number(cpu));
    text.append(" token_cpu_us=").append(number(tokenCpu));
    text.append(" cpu_besides_token_us=").append(number(cpu - tokenCpu));
    text.append(" heap_mb=").append(number(heap()));
    text.append(" lanes=").append(subject.lanes());
    text.append(" callers=").append(subject.callers());
    System.out.println(text);
  }

  private void printHalf(IssueLoop.Round round, long refused) {
    double sign = subject.latencyMicros() / 1e3;
    var latencies = round.latencies();
    System.out.println(
        "case="
            + subject.name()
            + "-half offered/s="
            + number(subject.cap() / 2)
            + " issued/s="
            + number(round.perSecond())
            + " refused="
            + refused
            + percentiles(latencies)
            + " p50_less_sign_ms="
            + millis(latencies.getValueAtPercentile(50) / 1e3 - sign)
            + " p99_less_sign_ms="
            + millis(latencies.getValueAtPercentile(99) / 1e3 - sign)
            + " batch="
            + number(round.batch())
            + " cpu_us="
            + number(round.cpuMicros()));
  }

  /** What was acknowledged is on record, no more and no less, and signed by the CA. */
  private void check(CaUnderLoad authority, IssueLoop issuing, SqliteStore store) {
    List<Serial> sample = issuing.sample();
    sample.forEach(authority::verify);
    // The root's own certificate is one more.
    long recorded = store.issued(authority.authority().id()) - 1;
    if (recorded != issuing.acknowledged() || sample.isEmpty()) {
      throw new IllegalStateException(
          issuing.acknowledged() + " acknowledged, " + recorded + " on record");
    }
    System.out.println(
        "case="
            + subject.name()
            + "-check acknowledged="
            + issuing.acknowledged()
            + " recorded="
            + recorded
            + " verified="
            + sample.size());
  }

  private static double heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  private static String percentiles(Histogram latencies) {
    return " p50_ms="
        + millis(latencies.getValueAtPercentile(50) / 1e3)
        + " p99_ms="
        + millis(latencies.getValueAtPercentile(99) / 1e3)
        + " p99.9_ms="
        + millis(latencies.getValueAtPercentile(99.9) / 1e3);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
