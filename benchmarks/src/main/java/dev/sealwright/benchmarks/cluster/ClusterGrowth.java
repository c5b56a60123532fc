package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.measure.Report;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The command: two nodes, each with a database of its own on one server without standby, one empty
 * and one with certificates of ten months; they issue in turns.
 */
public final class ClusterGrowth {
  /** More than two cores issue on PostgreSQL, so that the HSM hides nothing. */
  private static final int ENGINES = 8;

  private static final int CALLERS = 128;
  private static final String FULL = "many";
  private static final String EMPTY = "none";

  /** How long things take. */
  record Pace(int rounds, Duration compiling, Duration warmUp, Duration round) {
    static final Pace FULL =
        new Pace(5, Duration.ofSeconds(10), Duration.ofSeconds(8), Duration.ofSeconds(6));
  }

  private final int engines;
  private final Path dialled;
  private final Path folder;
  private final Pace pace;
  private final Consumer<String> say;

  /**
   * Of a growth.
   *
   * @param engines of the dialled HSM; 0 for SoftHSM2 itself
   * @param dialled its library
   * @param folder a new one, for tokens and files
   * @param say gets the lines
   */
  ClusterGrowth(int engines, Path dialled, Path folder, Pace pace, Consumer<String> say) {
    this.engines = engines;
    this.dialled = dialled.toAbsolutePath();
    this.folder = folder;
    this.pace = pace;
    this.say = say;
  }

  /**
   * Runs it, prints its lines and writes them to benchmarks/results.
   *
   * @param arguments how many certificates the full database holds; ten million unless said
   *     otherwise
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    long count = arguments.length == 0 ? 10_000_000 : Long.parseLong(arguments[0]);
    Report.make(
        "cluster-growth",
        "rounds=%d round_seconds=%d warm_up_seconds=%d callers=%d virtual months=%d"
            .formatted(
                Pace.FULL.rounds(),
                Pace.FULL.round().toSeconds(),
                Pace.FULL.warmUp().toSeconds(),
                CALLERS,
                MonthlyLoad.MONTHS),
        (folder, report) -> {
          new ClusterGrowth(
                  ENGINES, Report.TARGET.resolve("libdialled.so"), folder, Pace.FULL, report::say)
              .run(count);
          return true;
        });
  }

  void run(long count) throws IOException, InterruptedException, SQLException {
    for (String name : new String[] {FULL, EMPTY}) {
      Files.createDirectory(folder.resolve(name));
    }
    try (PostgresLab lab = PostgresLab.start(false)) {
      lab.settle();
      say.accept(lab.conditions());
      String full = lab.database(FULL);
      load(lab, full, count);
      try (Nodes many = start(lab, FULL, full);
          Nodes few = start(lab, EMPTY, lab.database(EMPTY))) {
        issue(lab, many, few, count);
      }
    }
  }

  private void load(PostgresLab lab, String url, long count)
      throws IOException, InterruptedException, SQLException {
    Reservation model = model(url, lab.password());
    try (Connection connection = lab.connect(FULL)) {
      var load = new MonthlyLoad(connection, model);
      long before = size(connection);
      long begin = System.nanoTime();
      load.run(count, Clock.systemUTC().instant());
      double seconds = (System.nanoTime() - begin) / 1e9;
      load.settle();
      lab.execute("postgres", "CHECKPOINT");
      double settled = (System.nanoTime() - begin) / 1e9 - seconds;
      say.accept(
          "case=cluster-load certificates=%d seconds=%.1f loaded/s=%.0f settle_seconds=%.1f bytes_a_certificate=%.0f tbs_bytes=%d months=%d"
              .formatted(
                  count,
                  seconds,
                  count / seconds,
                  settled,
                  (double) (size(connection) - before) / count,
                  model.tbs().length(),
                  MonthlyLoad.MONTHS));
    }
  }

  /** The CA is made by an engine, which is closed before the database is filled. */
  private Reservation model(String url, String password) {
    LineCase subject = ClusterCase.subject(engines);
    var token = new BenchmarkToken(subject, folder.resolve(FULL).resolve("token"), dialled);
    PostgresSettings settings =
        PostgresSettings.of(url, "benchmark-load")
            .as(PostgresLab.OWNER, password)
            .requiringStandby(false);
    try (var store = PostgresStore.open(settings);
        var authority = new CaUnderLoad(subject, store, token.vault())) {
      Serial serial = authority.engine().issue(authority.order(Requests.distinct(1).getFirst()));
      return store.certificate(authority.authority().id(), serial).orElseThrow().reservation();
    }
  }

  private Nodes start(PostgresLab lab, String name, String url)
      throws IOException, InterruptedException {
    return Nodes.start(
        new Nodes.Start(
            1,
            engines,
            dialled,
            folder.resolve(name),
            pace.compiling(),
            url,
            lab.password(),
            false));
  }

  private void issue(PostgresLab lab, Nodes many, Nodes few, long count)
      throws IOException, InterruptedException {
    many.batch(CALLERS, pace.warmUp());
    few.batch(CALLERS, pace.warmUp());
    var full = new CaseRounds();
    var empty = new CaseRounds();
    for (int round = 0; round < pace.rounds(); round++) {
      if (round % 2 == 0) {
        empty.add(measured(lab, few));
        full.add(measured(lab, many));
      } else {
        full.add(measured(lab, many));
        empty.add(measured(lab, few));
      }
    }
    double sign = ClusterCase.SIGN_MICROS / 1e3;
    say.accept(empty.line("cluster-empty", empty.perSecond(), sign));
    say.accept(full.line("cluster-full", empty.perSecond(), sign));
    double ratio = full.ratio(empty.perSecond());
    say.accept(
        "case=cluster-growth certificates=%d empty/s=%.0f full/s=%.0f ratio=%.3f"
            .formatted(count, empty.perSecond(), full.perSecond(), ratio));
    say.accept(Aim.ofGrowth(ratio).line());
  }

  private CaseRounds.Round measured(PostgresLab lab, Nodes nodes)
      throws IOException, InterruptedException {
    long before = lab.leader().micros();
    NodeRound round = nodes.batch(CALLERS, pace.round());
    return new CaseRounds.Round(round, lab.leader().micros() - before, 0);
  }

  private static long size(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
      row.next();
      return row.getLong(1);
    }
  }
}
