package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That nothing is told to be done before a standby has it. */
// The server is started before all tests.
@MostlyWaits
@SuppressWarnings("NullAway.Init")
@Timeout(180)
class StandbyTest {
  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event = 'SyncRep'\
      """;

  private static PostgresServer server;
  private static TestDatabase database;

  private final Nodes nodes = new Nodes(server, database);
  private final Authority authority = active();
  private final Reservation reservation = reservation(authority);

  @BeforeAll
  static void start() throws SQLException {
    server = PostgresServer.startWithStandby();
    database = server.database();
    PostgresStore.migrate(PostgresStoreTest.settings(database));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    PostgresStoreTest.empty(database);
  }

  @AfterEach
  void close() throws SQLException {
    server.continueStandby();
    names("standby");
    nodes.close();
  }

  @Test
  void withoutAStandbyNothingIsAppliedUntilThereIsOne() throws SQLException {
    Nodes.Node node = created();
    Nodes.Node lenient = nodes.open();
    names("");
    Until.holds("it says why", () -> saysNoStandby(node));
    CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reservation)));

    Reservation other = reservation(authority);
    assertThat(lenient.commit(reserve(other))).isEqualTo(Outcome.APPLIED);
    assertThat(lenient.store().cluster().trouble()).isEmpty();
    assertThat(waiting).isNotDone();
    assertThat(lenient.store().openReservations(9)).containsExactly(other);

    names("standby");
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    Until.holds("all is well", () -> node.store().cluster().trouble().isEmpty());
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
  }

  /** The commit goes through on the server, which says that all is well. */
  @Test
  void aStandbyThatIsGivenUpDuringACommitIsWaitedFor() throws SQLException {
    Nodes.Node node = created();
    server.pauseStandby();
    CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reservation)));
    Until.holds("it waits", () -> nodes.count(WAITING) == 1);
    assertThat(node.store().openReservations(9)).isEmpty();

    names("");
    Until.holds("committed on one server", () -> !node.store().openReservations(9).isEmpty());
    Until.holds("it says why", () -> saysNoStandby(node));
    assertThat(waiting).isNotDone();

    names("standby");
    Until.holds("what became of it waits, too", () -> nodes.count(WAITING) >= 1);
    assertThat(waiting).isNotDone();

    server.continueStandby();
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    Until.holds("the standby has it", () -> onStandby("SELECT count(*) FROM certificate") == 1);
    assertThat(node.commit(seal(reservation))).isEqualTo(Outcome.APPLIED);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(1);
  }

  /** The process that commits knows the name again, the one that makes commits wait does not. */
  @Test
  void aNameThatIsNotKnownEverywhereYetIsNoStandby() throws Exception {
    Nodes.Node node = created();
    server.pauseStandby();
    names("");
    Until.holds("it says why", () -> saysNoStandby(node));
    CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reservation)));
    String checkpointer =
        String.valueOf(
            nodes.count("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
    signal("STOP", checkpointer);
    try {
      names("standby");
      Until.holds("committed on one server", () -> !node.store().openReservations(9).isEmpty());
      // For as long as an answer would take.
      Thread.sleep(Duration.ofMillis(500));
      assertThat(waiting).isNotDone();
    } finally {
      signal("CONT", checkpointer);
    }
    server.continueStandby();
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    Until.holds("the standby has it", () -> onStandby("SELECT count(*) FROM certificate") == 1);
  }

  private static void signal(String name, String process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }

  /** By pg_cancel_backend, after which the commit returns with a warning alone. */
  @Test
  void aWaitThatAnOperatorEndsIsBegunAnew() {
    Nodes.Node node = created();
    server.pauseStandby();
    CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reservation)));
    Until.holds("it waits", () -> nodes.count(WAITING) == 1);

    nodes.rows(
        """
        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'SyncRep'\
        """);
    Until.holds("committed on one server", () -> !node.store().openReservations(9).isEmpty());
    Until.holds("it waits again", () -> nodes.count(WAITING) == 1);
    assertThat(waiting).isNotDone();

    server.continueStandby();
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED);
    Until.holds("the standby has it", () -> onStandby("SELECT count(*) FROM certificate") == 1);
  }

  /** The server is still at the commit of which the node asks on another connection. */
  @Test
  void aConnectionThatIsLostWhileItsCommitIsUnderWay() {
    Nodes.Node node = created();
    node.commit(reserve(reservation));
    Reservation next = reservation(authority);
    server.pauseStandby();
    CompletableFuture<List<Outcome>> waiting =
        node.commitAside(List.of(seal(reservation), reserve(next)));
    Until.holds("it waits", () -> nodes.count(WAITING) == 1);

    node.network().drop();
    Until.holds(
        "it asks",
        () ->
            nodes.count(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                      AND query LIKE 'SELECT batch FROM node%'\
                    """)
                == 1);
    assertThat(waiting).isNotDone();

    server.continueStandby();
    assertThat(waiting.join()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE serial IS NOT NULL"))
        .isEqualTo(1);
    assertThat(node.store().openReservations(9)).containsExactly(next);
  }

  /** What was acknowledged is read where it has to be when the first server is lost. */
  @Test
  void whatWasAcknowledgedIsOnTheStandbyThatIsPromoted() throws SQLException {
    try (PostgresServer lost = PostgresServer.startWithStandby()) {
      TestDatabase kept = lost.database();
      try (Nodes those = new Nodes(lost, kept)) {
        Nodes.Node node = those.open(UnaryOperator.identity());
        node.commit(creation(authority));
        for (int i = 0; i < 50; i++) {
          Reservation each = reservation(authority);
          assertThat(node.store().commit(List.of(reserve(each), seal(each))))
              .containsOnly(Outcome.APPLIED);
        }
        lost.pauseStandby();
        CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reservation)));
        Until.holds("it waits", () -> those.count(WAITING) == 1);
        assertThat(waiting).isNotDone();

        lost.kill();
        lost.continueStandby();
        try (Connection standby = lost.standby("test1");
            Statement statement = standby.createStatement()) {
          statement.execute("SELECT pg_promote(true, 60)");
          try (ResultSet row = statement.executeQuery("SELECT count(*) FROM seal")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(50);
          }
        }
        assertThat(waiting).isNotDone();
        Until.holds("it says so", () -> node.store().cluster().trouble().isPresent());
      }
    }
  }

  private Nodes.Node created() {
    Nodes.Node node = nodes.open(UnaryOperator.identity());
    assertThat(node.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
    return node;
  }

  private static boolean saysNoStandby(Nodes.Node node) {
    return node.store()
        .cluster()
        .trouble()
        .filter(why -> why.contains("synchronous_standby_names is empty"))
        .isPresent();
  }

  private long onStandby(String query) {
    try (Connection connection = server.standby("test1");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private static void names(String names) throws SQLException {
    try (Connection connection = server.superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
      statement.execute("SELECT pg_reload_conf()");
    }
  }
}
