package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.cluster.ClusterCase.Storage;
import dev.sealwright.benchmarks.line.SealedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One case, with servers and nodes of its own and nothing beside them: what others wrote would be
 * on its way to the disk while this one waits for it. Threads: one.
 */
final class ClusterRun implements AutoCloseable {
  /** How long things take. */
  record Pace(
      int rounds,
      Duration settling,
      Duration compiling,
      Duration warmUp,
      Duration batch,
      Duration half) {
    static final Pace FULL =
        new Pace(
            5,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    @Override
    public String toString() {
      return "rounds=%d settling_seconds=%d batch_seconds=%d half_seconds=%d compiling_seconds=%d warm_up_seconds=%d"
          .formatted(
              rounds,
              settling.toSeconds(),
              batch.toSeconds(),
              half.toSeconds(),
              compiling.toSeconds(),
              warmUp.toSeconds());
    }
  }

  private final ClusterCase subject;
  private final Pace pace;
  private final Consumer<String> say;
  private final Path folder;
  private final @Nullable PostgresLab lab;
  private final Nodes nodes;
  private final CaseRounds batch = new CaseRounds();
  private final CaseRounds half = new CaseRounds();

  /**
   * Starts servers and nodes.
   *
   * @param isDialled whether the nodes sign with the dialled HSM, not with SoftHSM2 alone
   * @param dialled the library of it
   * @param folder a new one, for tokens and files
   * @param say gets the lines
   */
  static ClusterRun start(
      ClusterCase subject,
      boolean isDialled,
      Path dialled,
      Path folder,
      Pace pace,
      Consumer<String> say)
      throws IOException, InterruptedException, SQLException {
    boolean isStandby = subject.record() == Storage.STANDBY;
    PostgresLab lab = subject.record() == Storage.SQLITE ? null : PostgresLab.start(isStandby);
    boolean started = false;
    try {
      settle(lab, pace.settling());
      Path own = Files.createDirectory(folder.resolve(subject.name()));
      Nodes nodes =
          Nodes.start(
              new Nodes.Start(
                  subject.nodes(),
                  isDialled ? ClusterCase.ENGINES / subject.nodes() : 0,
                  dialled.toAbsolutePath(),
                  own,
                  pace.compiling(),
                  lab == null ? ClusterNode.SQLITE : lab.database(subject.database()),
                  lab == null ? "" : lab.password(),
                  isStandby));
      started = true;
      return new ClusterRun(subject, pace, say, own, lab, nodes);
    } finally {
      if (!started && lab != null) {
        lab.close();
      }
    }
  }

  /** What was written before, by an earlier case too, keeps the disk busy after a sync of it. */
  private static void settle(@Nullable PostgresLab lab, Duration time)
      throws IOException, InterruptedException, SQLException {
    if (time.isPositive()) {
      if (lab != null) {
        lab.settle();
      }
      Thread.sleep(time);
    }
  }

  private ClusterRun(
      ClusterCase subject,
      Pace pace,
      Consumer<String> say,
      Path folder,
      @Nullable PostgresLab lab,
      Nodes nodes) {
    this.subject = subject;
    this.pace = pace;
    this.say = say;
    this.folder = folder;
    this.lab = lab;
    this.nodes = nodes;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when the record has other certificates than were acknowledged
   */
  void run() throws IOException, InterruptedException, SQLException {
    if (lab != null) {
      say.accept(lab.conditions());
    }
    nodes.batch(ClusterCase.CALLERS, pace.warmUp());
    nodes.atRate(ClusterCase.CAP / 2, pace.warmUp());
    for (int round = 0; round < pace.rounds(); round++) {
      batch.add(measured(Load.BATCH));
      half.add(measured(Load.HALF));
    }
    check();
    double sign = ClusterCase.SIGN_MICROS / 1e3;
    say.accept(batch.line(subject.name(), ClusterCase.CAP, sign));
    say.accept(half.line(subject.name() + "-half", ClusterCase.CAP / 2, sign));
  }

  /** Those of the case, after it was measured. */
  List<Aim> aims() {
    return subject.record() == Storage.STANDBY ? Aim.of(subject.name(), batch, half) : List.of();
  }

  private enum Load {
    BATCH,
    HALF
  }

  private CaseRounds.Round measured(Load load) throws IOException, InterruptedException {
    long leader = lab == null ? 0 : lab.leader().micros();
    long follower = lab == null ? 0 : lab.follower().micros();
    NodeRound round =
        switch (load) {
          case BATCH -> nodes.batch(ClusterCase.CALLERS, pace.batch());
          case HALF -> nodes.atRate(ClusterCase.CAP / 2, pace.half());
        };
    return new CaseRounds.Round(
        round,
        lab == null ? 0 : lab.leader().micros() - leader,
        lab == null ? 0 : lab.follower().micros() - follower);
  }

  /** What was acknowledged is on record, no more and no less, and nothing is left open. */
  private void check() throws IOException, InterruptedException, SQLException {
    long verified = nodes.verified();
    nodes.close();
    long acknowledged = nodes.acknowledged();
    long recorded;
    long open = 0;
    if (lab == null) {
      recorded = SealedRows.count(folder.resolve("store.db"));
    } else {
      try (Connection connection = lab.connect(subject.database())) {
        recorded =
            count(
                connection, "SELECT count(*) FROM certificate JOIN seal USING (authority, serial)");
        open = count(connection, "SELECT count(*) FROM open_reservation");
      }
    }
    // The root's own certificate is one more.
    if (recorded - 1 != acknowledged || open != 0) {
      throw new IllegalStateException(
          "%s: %d acknowledged, %d on record, %d open"
              .formatted(subject.name(), acknowledged, recorded - 1, open));
    }
    say.accept(
        "case=%s-check acknowledged=%d recorded=%d verified=%d"
            .formatted(subject.name(), acknowledged, recorded - 1, verified));
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    try (PostgresLab _ = lab) {
      nodes.close();
    }
  }
}
