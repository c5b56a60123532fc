package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node finds when it opens a database, and what it makes of that. */
@MostlyWaits
@Timeout(120)
class OpeningTest {
  private static final String STEPS =
      "SELECT count(*) FROM flyway_schema_history WHERE version IS NOT NULL AND success";

  private final PostgresServer server = PostgresServer.shared();

  @Test
  void ofTwoThatOpenAnEmptyDatabaseAtOnceOneSetsItUp() throws Exception {
    for (int round = 0; round < 6; round++) {
      TestDatabase database = server.database();
      CyclicBarrier start = new CyclicBarrier(2);
      List<CompletableFuture<Boolean>> opened = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int later = i * round * 40;
        opened.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    start.await();
                    Thread.sleep(later);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  try (PostgresStore store =
                      PostgresStore.open(PostgresStoreTest.settings(database))) {
                    return store.commit(List.of(creation(active()))).contains(Outcome.APPLIED);
                  }
                },
                task -> Thread.ofPlatform().start(task)));
      }
      for (CompletableFuture<Boolean> each : opened) {
        assertThat(each.get()).isTrue();
      }
      try (Nodes nodes = new Nodes(server, database)) {
        assertThat(nodes.count("SELECT count(*) FROM authority")).isEqualTo(2);
        assertThat(nodes.count("SELECT count(*) FROM node")).isEqualTo(2);
      }
    }
  }

  @Test
  void tablesOfAnOlderVersionAreRefusedUntilTheCommandRan() throws SQLException {
    TestDatabase database = server.database();
    PostgresSettings settings = PostgresStoreTest.settings(database);
    int all = PostgresStore.migrate(settings);
    Nodes nodes = new Nodes(server, database);
    assertThat(nodes.count(STEPS)).isEqualTo(all).isGreaterThan(1);
    nodes.execute(
        "DROP TABLE rate_bucket",
        "DELETE FROM flyway_schema_history WHERE version IS NOT NULL AND version <> '1'");
    nodes.execute("CREATE TABLE kept (n int)");

    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> PostgresStore.open(settings))
        .withMessageContaining("store migrate")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
    assertThat(nodes.count(STEPS)).as("nothing was changed").isEqualTo(1);

    assertThat(PostgresStore.migrate(settings)).isEqualTo(all - 1);
    assertThat(PostgresStore.migrate(settings)).isZero();
    PostgresStore.open(settings).close();
  }

  /** A node of the version before, which is started anew before it is replaced. */
  @Test
  void tablesOfANewerVersionAreTaken() throws SQLException {
    TestDatabase database = server.database();
    PostgresSettings settings = PostgresStoreTest.settings(database);
    PostgresStore.migrate(settings);
    try (Nodes nodes = new Nodes(server, database)) {
      Nodes.Node before = nodes.open();
      Authority authority = active();
      assertThat(before.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
      // Often enough for the driver to have all its statements prepared on the server.
      for (int i = 0; i < 12; i++) {
        requireIssued(before, authority);
      }
      nodes.execute(
          "ALTER TABLE certificate ADD COLUMN later TEXT",
          "ALTER TABLE authority ADD COLUMN later BIGINT DEFAULT 7",
          "ALTER TABLE audit_event ADD COLUMN later TEXT",
          "ALTER TABLE crl ADD COLUMN later TEXT",
          "ALTER TABLE node ADD COLUMN later TEXT",
          """
          INSERT INTO flyway_schema_history
          SELECT installed_rank + 1, '999', 'later', type, 'V999__later.sql', checksum,
            installed_by, installed_on, execution_time, success
          FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1\
          """);
      requireIssued(before, authority);
      requireIssued(nodes.open(), authority);
    }
  }

  private static void requireIssued(Nodes.Node node, Authority authority) {
    Reservation each = reservation(authority);
    assertThat(node.store().commit(List.of(reserve(each), seal(each))))
        .containsOnly(Outcome.APPLIED);
    assertThat(node.store().certificate(authority.id(), each.serial()).orElseThrow().reservation())
        .isEqualTo(each);
    assertThat(node.store().authorityOnRecord(authority.id())).contains(authority);
    assertThat(node.store().auditEvents(authority.id(), 9_999)).isNotEmpty();
    assertThat(node.store().attached().crls(authority.id())).isEmpty();
  }

  /** With the leader's first round; months are those of UTC. */
  @Test
  void theMonthsAheadHaveTheirPartsAndOthersTheDefaultOne() throws SQLException {
    try (Nodes nodes = new Nodes(server, server.database())) {
      Nodes.Node node = nodes.open();
      YearMonth now =
          YearMonth.from(
              Instant.ofEpochMilli(nodes.count("SELECT (extract(epoch FROM now()) * 1000)::bigint"))
                  .atZone(ZoneOffset.UTC));
      Authority authority = active();
      node.commit(creation(authority));
      for (int ahead = 0; ahead <= 5; ahead++) {
        YearMonth month = now.plusMonths(ahead);
        Instant first = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant last =
            month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1);
        String suffix =
            ahead > 3 ? "default" : "%04d_%02d".formatted(month.getYear(), month.getMonthValue());
        for (Instant at : List.of(first, last)) {
          requirePart(nodes, node, authority, at, suffix);
        }
      }
    }
  }

  private static void requirePart(
      Nodes nodes, Nodes.Node node, Authority authority, Instant at, String suffix) {
    Serial serial = Serial.draw(at, new SecureRandom());
    Reservation reserved = reservation(authority, serial);
    Mutation.Seal seal =
        new Mutation.Seal(
            authority.id(),
            serial,
            reserved.tbs(),
            at,
            new AuditEvent(
                at,
                AuditEvent.Kind.CERTIFICATE_ISSUED,
                authority.id(),
                serial,
                "tester",
                "at " + at));
    assertThat(node.store().commit(List.of(reserve(reserved), seal))).containsOnly(Outcome.APPLIED);
    for (String table : List.of("certificate", "certificate_der", "seal", "audit_event")) {
      assertThat(
              nodes.rows(
                  "SELECT tableoid::regclass FROM %s WHERE serial = '\\x%s'"
                      .formatted(table, serial.hex())))
          .containsExactly(table + "_" + suffix);
    }
    assertThat(node.store().certificate(authority.id(), serial).orElseThrow().reservation())
        .isEqualTo(reserved);
    assertThat(node.store().auditEvents(authority.id(), 99)).contains(seal.event());
  }
}
