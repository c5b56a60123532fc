package dev.sealwright.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks in short, over real servers: that they work, not how fast. */
@Timeout(300)
class ClusterRunTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Path NOT_DIALLED = Path.of("not-loaded.so");

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();

  private double figure(String name, String key) {
    String line =
        lines.stream()
            .filter(one -> one.startsWith("case=" + name + " "))
            .findFirst()
            .orElseThrow();
    Matcher pair = Pattern.compile(" " + Pattern.quote(key) + "=([0-9.]+)").matcher(line);
    assertThat(pair.find()).as("%s in %s", key, line).isTrue();
    return Double.parseDouble(pair.group(1));
  }

  @Test
  void twoNodesIssueOnTwoServersAndOneOnAFile() throws Exception {
    var pace = new ClusterRun.Pace(1, Duration.ZERO, SHORT, SHORT, SHORT, SHORT);
    List<String> names = List.of("sqlite-1", "standby-2");
    List<Aim> aims = new ArrayList<>();
    for (String name : names) {
      try (var run =
          ClusterRun.start(ClusterCase.named(name), false, NOT_DIALLED, folder, pace, lines::add)) {
        run.run();
        aims.addAll(run.aims());
      }
    }
    for (String name : names) {
      assertThat(figure(name, "issued/s")).as(name).isPositive();
      assertThat(figure(name + "-half", "issued/s")).as(name).isPositive();
      // The run itself fails unless all that was acknowledged is on record.
      assertThat(figure(name + "-check", "acknowledged")).as(name).isPositive();
    }
    assertThat(figure("standby-2", "leader_cpu_us")).isPositive();
    assertThat(figure("sqlite-1", "leader_cpu_us")).isZero();
    assertThat(lines).anyMatch(line -> line.contains(" fsync=on "));
    assertThat(aims)
        .extracting(Aim::line)
        .hasSize(2)
        .allMatch(line -> line.startsWith("aim case=standby-2"));
  }

  @Test
  void whatIsLoadedIsOnRecordInItsMonths() throws Exception {
    int count = 2_000;
    LineCase subject = LineCase.named("p-256");
    // The module of a token serves one folder for each process, and other tests have it.
    var vault = new SoftVault("benchmark", 2, new SecureRandom());
    try (PostgresLab lab = PostgresLab.start(false)) {
      var settings =
          PostgresSettings.of(lab.database("loaded"), "test")
              .as(PostgresLab.OWNER, lab.password())
              .requiringStandby(false);
      try (var authority = new CaUnderLoad(subject, PostgresStore.open(settings), vault);
          Connection connection = lab.connect("loaded");
          var store = PostgresStore.openForReading(settings)) {
        var id = authority.authority().id();
        Serial first = authority.engine().issue(authority.order(Requests.distinct(1).getFirst()));
        var model = store.certificate(id, first).orElseThrow().reservation();
        var load = new MonthlyLoad(connection, model);
        load.run(count, Instant.now());
        load.settle();
        // The root's own certificate and the model.
        assertThat(store.issued(id)).isEqualTo(count + 2);
        for (String table : List.of("certificate", "certificate_der", "seal")) {
          assertThat(number(connection, "SELECT count(*) FROM " + table)).isEqualTo(count + 2);
          assertThat(number(connection, "SELECT count(*) FROM " + table + "_default")).isZero();
          assertThat(number(connection, "SELECT count(DISTINCT tableoid) FROM " + table))
              .isEqualTo(MonthlyLoad.MONTHS);
        }
        assertThat(
                number(
                    connection,
                    "SELECT count(*) FROM audit_event JOIN seal USING (authority, serial)"))
            .isEqualTo(count + 2);
        Serial loaded = oldest(connection);
        var certificate = authority.engine().certificate(id, loaded);
        // In DER a serial that begins with less than 0x80 is written as it is.
        assertThat(certificate.certificate().hex()).contains("0210" + loaded.hex());
        // The node goes on.
        authority.verify(
            authority.engine().issue(authority.order(Requests.distinct(1).getFirst())));
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Serial oldest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT serial FROM seal ORDER BY serial LIMIT 1")) {
      row.next();
      return Serial.of(row.getBytes(1));
    }
  }
}
