package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A database that is away, slow, or refuses for a while: the node says so, and goes on after it.
 */
@Timeout(120)
class DatabaseAwayTest {
  private static TestDatabase database;

  private Nodes nodes;

  @BeforeAll
  static void makeDatabase() throws SQLException {
    database = PostgresServer.shared().database();
    PostgresStore.migrate(PostgresStoreTest.settings(database));
  }

  @BeforeEach
  void empty() throws SQLException {
    PostgresStoreTest.empty(database);
    nodes = new Nodes(PostgresServer.shared(), database);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** Nothing new is admitted in trouble, so no commit would tell that it is over. */
  @Test
  void aNodeThatWritesNothingHearsThatTheDatabaseIsBack() {
    Nodes.Node node = nodes.open();
    node.network().cut();
    Until.holds("it says so", () -> node.store().cluster().trouble().isPresent());
    assertThat(node.store().cluster().trouble().orElseThrow()).contains("database is away");
    node.network().mend();
    Until.holds("it is over", () -> node.store().cluster().trouble().isEmpty());
  }

  @Test
  void aCommitThatFoundNoDatabaseIsInTroubleUntilItIsMade() {
    Nodes.Node node = nodes.open();
    node.network().cut();
    CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(creation(active())));
    Until.holds("it says so", () -> node.store().cluster().trouble().isPresent());
    assertThat(waiting).isNotDone();
    node.network().mend();
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    Until.holds("it is over", () -> node.store().cluster().trouble().isEmpty());
    assertThat(nodes.count("SELECT count(*) FROM authority")).isEqualTo(1);
  }

  /** An operator's doing, such as a password that is being changed; no batch is to blame. */
  @Test
  void aLoginThatIsRefusedForAWhileIsWaitedFor() throws SQLException {
    Nodes.Node node = nodes.open();
    try (var administrator = PostgresServer.shared().superuser("postgres");
        var statement = administrator.createStatement()) {
      CompletableFuture<List<Outcome>> waiting;
      try {
        statement.execute("ALTER ROLE sealwright NOLOGIN");
        node.network().drop();
        waiting = node.commitAside(List.of(creation(active())));
        Until.holds("it says so", () -> node.store().cluster().trouble().isPresent());
        assertThat(waiting).isNotDone();
      } finally {
        statement.execute("ALTER ROLE sealwright LOGIN");
      }
      assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    }
  }

  /** Else it would hold the locks of a machine that lost power for hours. */
  @Test
  void aServerSoonNoticesThatNobodyIsThere() throws SQLException {
    try (Connection connection = new Connections(PostgresStoreTest.settings(database)).writing();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT current_setting('tcp_keepalives_idle')::int
                  + current_setting('tcp_keepalives_interval')::int
                    * current_setting('tcp_keepalives_count')::int,
                  current_setting('idle_in_transaction_session_timeout'),
                  current_setting('statement_timeout')\
                """)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isBetween(1, 20);
      assertThat(row.getString(2)).isEqualTo("10s");
      assertThat(row.getString(3)).as("it would end the wait for a standby").isEqualTo("0");
    }
  }

  @Test
  void aSlowDatabaseIsWaitedFor() {
    Nodes.Node node = nodes.open();
    node.network().delay(Duration.ofMillis(100));
    assertThat(node.commit(creation(active()))).isEqualTo(Outcome.APPLIED);
    assertThat(node.store().cluster().trouble()).isEmpty();
  }
}
