package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.IssueLoop;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.load.Folders;
import dev.sealwright.benchmarks.measure.Turns;
import dev.sealwright.engine.WarmUp;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The process of one node with its callers. Answers {@code batch CALLERS MILLIS}, {@code rate
 * PER_SECOND MILLIS} and {@code check}. Threads: one.
 */
final class ClusterNode {
  /** What stands for the record of a node that has a file of its own. */
  static final String SQLITE = "sqlite";

  /** In the environment, since arguments are for everyone to see. */
  static final String PASSWORD = "SEALWRIGHT_BENCHMARK_DB_PASSWORD";

  private static final int REQUESTS = 512;

  private final CaUnderLoad authority;
  private final IssueLoop issuing;

  private ClusterNode(CaUnderLoad authority, IssueLoop issuing) {
    this.authority = authority;
    this.issuing = issuing;
  }

  /**
   * Compiles, becomes a node, makes the CA or finds it, then answers.
   *
   * @param arguments engines of the dialled HSM, its library, a folder for token and files,
   *     milliseconds for compiling, URL of the database or {@link #SQLITE}, whether a standby is
   *     demanded
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    // The servers end with the command: without them there is nothing to close in order.
    ProcessHandle.current()
        .parent()
        .ifPresent(command -> {
          var _ = command.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
        });
    LineCase subject = ClusterCase.subject(Integer.parseInt(arguments[0]));
    Path folder = Path.of(arguments[2]);
    compile(subject, folder, Duration.ofMillis(Long.parseLong(arguments[3])));
    var token = new BenchmarkToken(subject, folder.resolve("token"), Path.of(arguments[1]));
    Store store = open(folder, arguments[4], Boolean.parseBoolean(arguments[5]));
    try (var authority = new CaUnderLoad(subject, store, token.vault())) {
      var issuing = new IssueLoop(authority, Requests.distinct(REQUESTS));
      Turns.answer(new ClusterNode(authority, issuing)::answer);
    }
  }

  private static void compile(LineCase subject, Path folder, Duration length) throws IOException {
    Path own = Files.createTempDirectory(folder, "warm-up-");
    WarmUp.issue(
        SqliteStore.open(own.resolve("store.db")),
        new SoftVault("warm-up", subject.lanes(), new SecureRandom()),
        length);
    Folders.remove(own);
  }

  private static Store open(Path folder, String url, boolean requireStandby) {
    if (url.equals(SQLITE)) {
      return SqliteStore.open(folder.resolve("store.db"));
    }
    return PostgresStore.open(
        PostgresSettings.of(url, "benchmark-" + ProcessHandle.current().pid())
            .as(PostgresLab.OWNER, System.getenv(PASSWORD))
            .requiringStandby(requireStandby));
  }

  private String answer(String line) throws InterruptedException {
    String[] words = line.split(" ", -1);
    return switch (words[0]) {
      case "batch" -> {
        int callers = Integer.parseInt(words[1]);
        yield round(length -> issuing.saturate(callers, length), words[2]);
      }
      case "rate" -> {
        double perSecond = Double.parseDouble(words[1]);
        yield round(length -> issuing.atRate(perSecond, length), words[2]);
      }
      case "check" -> {
        issuing.sample().forEach(authority::verify);
        yield "verified=" + issuing.sample().size();
      }
      default -> throw new IllegalArgumentException(line);
    };
  }

  private interface Load {
    IssueLoop.Round run(Duration length) throws InterruptedException;
  }

  private String round(Load load, String millis) throws InterruptedException {
    Timer commit = authority.metrics().get("sealwright.commit").timer();
    long acknowledged = issuing.acknowledged();
    long refused = issuing.refused();
    long commits = commit.count();
    double waited = commit.totalTime(TimeUnit.MILLISECONDS);
    IssueLoop.Round round = load.run(Duration.ofMillis(Long.parseLong(millis)));
    long done = issuing.acknowledged() - acknowledged;
    commits = commit.count() - commits;
    return new NodeRound(
            round.perSecond(),
            done,
            issuing.refused() - refused,
            commits,
            round.commitsPerSecond(),
            commit.totalTime(TimeUnit.MILLISECONDS) - waited,
            round.cpuMicros() * done,
            round.latencies().getValueAtPercentile(50) / 1e3,
            round.latencies().getValueAtPercentile(99) / 1e3)
        .text();
  }
}
