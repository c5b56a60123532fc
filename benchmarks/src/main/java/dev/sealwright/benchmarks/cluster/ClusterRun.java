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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The cases in turns: servers and nodes of all are started before the first round, and idle while
 * it is the turn of others. Threads: one.
 */
final class ClusterRun implements AutoCloseable {
  /** How long things take. */
  record Pace(int rounds, Duration compiling, Duration warmUp, Duration batch, Duration half) {
    static final Pace FULL =
        new Pace(
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    @Override
    public String toString() {
      return "rounds=%d batch_seconds=%d half_seconds=%d compiling_seconds=%d warm_up_seconds=%d"
          .formatted(
              rounds,
              batch.toSeconds(),
              half.toSeconds(),
              compiling.toSeconds(),
              warmUp.toSeconds());
    }
  }

  private record Entry(ClusterCase one, Nodes nodes, CaseRounds batch, CaseRounds half) {}

  private final boolean isDialled;
  private final Path dialled;
  private final Path folder;
  private final Pace pace;
  private final Consumer<String> say;
  private final Map<Storage, PostgresLab> labs = new EnumMap<>(Storage.class);
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Of some cases.
   *
   * @param isDialled whether the nodes sign with the dialled HSM, not with SoftHSM2 alone
   * @param dialled the library of it
   * @param folder a new one, for tokens and files
   * @param say gets the lines
   */
  ClusterRun(boolean isDialled, Path dialled, Path folder, Pace pace, Consumer<String> say) {
    this.isDialled = isDialled;
    this.dialled = dialled.toAbsolutePath();
    this.folder = folder;
    this.pace = pace;
    this.say = say;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when the record has other certificates than were acknowledged
   */
  void run(List<ClusterCase> cases) throws IOException, InterruptedException, SQLException {
    for (ClusterCase one : cases) {
      entries.add(new Entry(one, start(one), new CaseRounds(), new CaseRounds()));
    }
    for (PostgresLab lab : labs.values()) {
      say.accept(lab.conditions());
    }
    for (Entry entry : entries) {
      entry.nodes().batch(ClusterCase.CALLERS, pace.warmUp());
    }
    for (int round = 0; round < pace.rounds(); round++) {
      for (Entry entry : round % 2 == 0 ? entries : entries.reversed()) {
        entry.batch().add(measured(entry, Load.BATCH));
        entry.half().add(measured(entry, Load.HALF));
      }
    }
    for (Entry entry : entries) {
      check(entry);
    }
    double sign = ClusterCase.SIGN_MICROS / 1e3;
    for (Entry entry : entries) {
      say.accept(entry.batch().line(entry.one().name(), ClusterCase.CAP, sign));
    }
    for (Entry entry : entries) {
      say.accept(entry.half().line(entry.one().name() + "-half", ClusterCase.CAP / 2, sign));
    }
    for (Entry entry : entries) {
      if (entry.one().record() == Storage.STANDBY) {
        Aim.of(entry.one().name(), entry.batch(), entry.half())
            .forEach(aim -> say.accept(aim.line()));
      }
    }
  }

  private enum Load {
    BATCH,
    HALF
  }

  private CaseRounds.Round measured(Entry entry, Load load)
      throws IOException, InterruptedException {
    PostgresLab lab = labs.get(entry.one().record());
    long leader = lab == null ? 0 : lab.leader().micros();
    long follower = lab == null ? 0 : lab.follower().micros();
    NodeRound round =
        switch (load) {
          case BATCH -> entry.nodes().batch(ClusterCase.CALLERS, pace.batch());
          case HALF -> entry.nodes().atRate(ClusterCase.CAP / 2, pace.half());
        };
    return new CaseRounds.Round(
        round,
        lab == null ? 0 : lab.leader().micros() - leader,
        lab == null ? 0 : lab.follower().micros() - follower);
  }

  private Nodes start(ClusterCase one) throws IOException, InterruptedException, SQLException {
    Path own = Files.createDirectory(folder.resolve(one.name()));
    String url = ClusterNode.SQLITE;
    String password = "";
    if (one.record() != Storage.SQLITE) {
      PostgresLab lab = labs.get(one.record());
      if (lab == null) {
        lab = PostgresLab.start(one.record() == Storage.STANDBY);
        labs.put(one.record(), lab);
      }
      url = lab.database(one.database());
      password = lab.password();
    }
    return Nodes.start(
        new Nodes.Start(
            one.nodes(),
            isDialled ? ClusterCase.ENGINES / one.nodes() : 0,
            dialled,
            own,
            pace.compiling(),
            url,
            password,
            one.record() == Storage.STANDBY));
  }

  /** What was acknowledged is on record, no more and no less, and nothing is left open. */
  private void check(Entry entry) throws IOException, InterruptedException, SQLException {
    long verified = entry.nodes().verified();
    entry.nodes().close();
    long acknowledged = entry.nodes().acknowledged();
    String name = entry.one().name();
    PostgresLab lab = labs.get(entry.one().record());
    long recorded;
    long open = 0;
    if (lab == null) {
      recorded = SealedRows.count(folder.resolve(name).resolve("store.db"));
    } else {
      try (Connection connection = lab.connect(entry.one().database())) {
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
              .formatted(name, acknowledged, recorded - 1, open));
    }
    say.accept(
        "case=%s-check acknowledged=%d recorded=%d verified=%d"
            .formatted(name, acknowledged, recorded - 1, verified));
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
    for (Entry entry : entries) {
      entry.nodes().close();
    }
    for (PostgresLab lab : labs.values()) {
      lab.close();
    }
  }
}
