package dev.sealwright.benchmarks.crash;

import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Rounds of: load, kill -9 at an instant of its own, perhaps another in the middle of the start
 * that follows, start, check. The instants come from the seed.
 *
 * <p>Threads: one, beside the callers.
 */
public final class CrashTrial {
  private static final int RETRIED = 200;
  private static final int RECOVERY_KILLED_OF = 4;

  /** What is done to the database while no server has it open. */
  public interface Sabotage {
    void strike(Path database) throws SQLException;
  }

  /**
   * The sums.
   *
   * @param resumed reservations that were open at a kill
   * @param closed of all reservations, those closed without a signature
   * @param retried tokens that were sent again
   * @param digests signed by the module
   */
  public record Summary(
      int rounds,
      long acknowledged,
      int resumed,
      int closed,
      int retried,
      int digests,
      List<String> violations) {
    @Override
    public String toString() {
      return "summary rounds=%d acknowledged=%d resumed=%d closed=%d retried=%d digests=%d violations=%d"
          .formatted(rounds, acknowledged, resumed, closed, retried, digests, violations.size());
    }
  }

  private final Path folder;
  private final Path database;
  private final LoggedModule module;
  private final Random instants;
  private final Consumer<String> report;
  private final Ledger ledger = new Ledger();

  private CrashTrial(Path folder, LoggedModule module, long seed, Consumer<String> report) {
    this.folder = folder;
    this.database = folder.resolve("var/store.db");
    this.module = module;
    this.instants = new Random(seed);
    this.report = report;
  }

  /**
   * Runs a whole trial.
   *
   * @param folder a new one
   * @param faultModule its source
   * @param report gets a line for each round
   */
  public static Summary run(
      Path folder,
      Path faultModule,
      int rounds,
      long seed,
      Sabotage sabotage,
      Consumer<String> report)
      throws IOException, SQLException, InterruptedException {
    Path absolute = Files.createDirectories(folder).toAbsolutePath();
    LoggedModule module = LoggedModule.build(faultModule, absolute);
    return new CrashTrial(absolute, module, seed, report).rounds(rounds, sabotage);
  }

  private Summary rounds(int rounds, Sabotage sabotage) throws IOException, SQLException {
    var sum = new Summary(0, 0, 0, 0, 0, 0, List.of());
    ServerProcess server = launch();
    try {
      URI endpoint = server.ready();
      Estate estate;
      try (var api = new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR)) {
        estate = Estate.found(api, Callers.COUNT);
      }
      for (int round = 1; round <= rounds; round++) {
        int underLoad = instants.nextInt(200, 3000);
        int inRecovery =
            instants.nextInt(RECOVERY_KILLED_OF) == 0 ? instants.nextInt(200, 3000) : 0;
        ExecutorService callers = new Callers(endpoint, estate, ledger).start();
        pause(underLoad);
        server.kill();
        callers.close();
        sabotage.strike(database);
        Rows dead = Rows.ofDead(database, folder.resolve("dead"));
        server = launch();
        if (inRecovery > 0) {
          pause(inRecovery);
          server.kill();
          server = launch();
        }
        endpoint = server.ready();
        sum = check(sum, new Restart(endpoint, estate, dead, round == rounds));
        report.accept(
            "round=%d kill_ms=%d kill_in_start_ms=%d acknowledged=%d resumed=%d closed=%d retried=%d digests=%d violations=%d"
                .formatted(
                    round,
                    underLoad,
                    inRecovery,
                    sum.acknowledged(),
                    sum.resumed(),
                    sum.closed(),
                    sum.retried(),
                    sum.digests(),
                    sum.violations().size()));
        if (!sum.violations().isEmpty()) {
          return sum;
        }
      }
      return sum;
    } finally {
      server.close();
    }
  }

  private record Restart(URI endpoint, Estate estate, Rows dead, boolean last) {}

  private Summary check(Summary before, Restart restart) throws IOException, SQLException {
    try (var api = new ApiConnection(restart.endpoint(), ServerProcess.ADMINISTRATOR)) {
      var checks = new AfterRestart(api, restart.estate(), ledger);
      List<Acknowledged> fresh = ledger.takeFresh();
      int retried =
          checks.tokens(
              ledger.takeCut(),
              fresh.subList(Math.max(0, fresh.size() - RETRIED), fresh.size()),
              restart.dead().claims());
      Rows rows = Rows.of(database);
      checks.record(rows, ledger.all(), ledger.revoked());
      checks.served(restart.last() ? ledger.all() : fresh);
      List<String> signed = module.fresh();
      checks.digests(signed, rows);
      return new Summary(
          before.rounds() + 1,
          ledger.all().size(),
          before.resumed() + restart.dead().open(),
          rows.closed(),
          before.retried() + retried,
          before.digests() + signed.size(),
          ledger.takeViolations());
    }
  }

  private ServerProcess launch() throws IOException {
    return ServerProcess.launch(
        folder,
        512,
        Map.of(
            "SEALWRIGHT_PKCS11_MODULE",
            module.library().toString(),
            "SEALWRIGHT_WARM_UP", // each launch is short
            "0"));
  }

  /** The instant is what a trial is about; nothing is waited for. */
  private static void pause(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
