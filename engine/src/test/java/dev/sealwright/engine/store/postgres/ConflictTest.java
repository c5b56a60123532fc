package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transactions that the database ends in favour of others: the batch is applied once all the same.
 */
// The nodes are opened before each test.
@MostlyWaits
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class ConflictTest {
  private static final String DEADLOCKS =
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";

  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'\
      """;

  private final Authority authority = active();
  private Nodes nodes;
  private Nodes.Node node;

  /** Each test changes the tables. */
  @BeforeEach
  void open() throws SQLException {
    TestDatabase database = PostgresServer.shared().database();
    nodes = new Nodes(PostgresServer.shared(), database);
    node = nodes.open();
    assertThat(node.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /**
   * The first three attempts meet it: serialization failure, deadlock, lock timeout, a wish of an
   * operator, no memory, a shutdown.
   */
  @ParameterizedTest
  @CsvSource({"40001", "40P01", "55P03", "57014", "53200", "57P01"})
  void aStatementThatFailsForAWhile(String state) {
    provoke(state, "BEFORE INSERT ON certificate FOR EACH ROW");
    requireAppliedOnce();
  }

  /** Such as what a distributed database finds only at the end. */
  @ParameterizedTest
  @CsvSource({"40001", "40P01", "53200", "XX000"})
  void aCommitThatFailsForAWhile(String state) {
    nodes.execute(failing(state));
    nodes.execute(
        """
        CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON open_reservation
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trouble()\
        """);
    requireAppliedOnce();
  }

  /** The other has what the batch needs, and needs what the batch has. */
  @Test
  void aDeadlock() throws Exception {
    long before = nodes.count(DEADLOCKS);
    Reservation reserved = reservation(authority);
    String name = nodes.rows("SELECT current_database()").getFirst();
    try (Connection opposite = PostgresServer.shared().superuser(name);
        Statement statement = opposite.createStatement()) {
      opposite.setAutoCommit(false);
      statement.execute("SET deadlock_timeout = '1min'"); // so that the batch is the victim
      statement.execute("SELECT 1 FROM authority FOR UPDATE");
      CompletableFuture<List<Outcome>> waiting = node.commitAside(List.of(reserve(reserved)));
      Until.holds("it waits", () -> nodes.count(WAITING) == 1);
      statement.execute("UPDATE node SET name = name");
      opposite.commit();
      assertThat(waiting.get()).containsExactly(Outcome.APPLIED);
    }
    Until.holds("it was one", () -> nodes.count(DEADLOCKS) > before);
    assertThat(node.store().openReservations(9)).containsExactly(reserved);
    assertThat(nodes.count("SELECT batch FROM node")).isEqualTo(2);
  }

  /** Claims in opposite orders, one by one because each batch has one that is held already. */
  @Test
  void twoNodesThatWaitForEachOther() {
    Nodes.Node other = nodes.open();
    node.commit(new Mutation.Reserve(reservation(authority), claim("held")));
    int rounds = 5;
    int tokens = 40;
    for (int round = 0; round < rounds; round++) {
      List<Mutation> upwards = new ArrayList<>();
      for (int i = 0; i < tokens; i++) {
        upwards.add(
            new Mutation.Reserve(reservation(authority), claim("round " + round + " token " + i)));
      }
      List<Mutation> downwards = new ArrayList<>();
      for (Mutation each : upwards.reversed()) {
        Mutation.Reserve reserve = (Mutation.Reserve) each;
        downwards.add(new Mutation.Reserve(reservation(authority), reserve.claim()));
      }
      upwards.add(new Mutation.Reserve(reservation(authority), claim("held")));
      downwards.add(new Mutation.Reserve(reservation(authority), claim("held")));

      CompletableFuture<List<Outcome>> first = node.commitAside(upwards);
      CompletableFuture<List<Outcome>> second = other.commitAside(downwards);
      List<Outcome> outcomes = new ArrayList<>(first.join());
      outcomes.addAll(second.join());
      assertThat(outcomes).filteredOn(Outcome.APPLIED::equals).hasSize(tokens);
      assertThat(outcomes).filteredOn(Outcome.Replayed.class::isInstance).hasSize(tokens + 2);
    }
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(1 + rounds * tokens);
    assertThat(nodes.count("SELECT count(*) FROM claim")).isEqualTo(1 + rounds * tokens);
    assertThat(node.store().issued(authority.id())).isEqualTo(1 + rounds * tokens);
  }

  private void requireAppliedOnce() {
    Reservation first = reservation(authority);
    Reservation second = reservation(authority);
    assertThat(
            node.store()
                .commit(
                    List.of(
                        new Mutation.Reserve(first, claim("token")), reserve(second), seal(first))))
        .containsOnly(Outcome.APPLIED);
    assertThat(nodes.count("SELECT last_value FROM attempts")).isGreaterThan(3);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE serial IS NOT NULL"))
        .isEqualTo(1);
    assertThat(node.store().issued(authority.id())).isEqualTo(2);
    assertThat(nodes.count("SELECT batch FROM node")).isEqualTo(2);
  }

  private void provoke(String state, String event) {
    nodes.execute(failing(state));
    nodes.execute("CREATE TRIGGER trouble " + event + " EXECUTE FUNCTION trouble()");
  }

  /** A sequence counts what is rolled back, too. */
  private static String[] failing(String state) {
    return new String[] {
      "CREATE SEQUENCE attempts",
      """
      CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('attempts') <= 3 THEN
          RAISE EXCEPTION 'provoked' USING ERRCODE = '%s';
        END IF;
        RETURN NEW;
      END $$\
      """
          .formatted(state)
    };
  }
}
