package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static dev.sealwright.engine.store.StoreFixtures.signingKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Cluster;
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

/** A node that others do not hear of for longer than its lease, and that is not dead. */
@Timeout(180)
class FencedNodeTest {
  private static final TestDatabase DATABASE = Nodes.newDatabase();

  private final Nodes nodes = new Nodes(PostgresServer.shared(), DATABASE);
  private final Authority authority = active();

  @BeforeEach
  void empty() throws SQLException {
    PostgresStoreTest.empty(DATABASE);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** Silence: no connection breaks, and what waited arrives when the other has long gone on. */
  @Test
  void whatASilentNodeReservedIsSealedByTheOtherAlone() {
    Nodes.Node silent = nodes.open();
    Nodes.Node other = nodes.open();
    Authority founded = creating();
    silent.store().commit(List.of(creation(authority), creation(founded)));
    List<Reservation> left = List.of(reservation(authority), reservation(authority));
    left.forEach(each -> silent.commit(reserve(each)));
    Reservation own = reservation(authority);
    other.commit(reserve(own));
    assertThat(silent.store().cluster().leads()).isTrue();

    silent.network().silence();
    CompletableFuture<List<Outcome>> late = silent.commitAside(List.of(seal(left.getFirst())));
    Legacy legacy = new Legacy(other);
    Until.holds("it is taken over", () -> legacy.has(2));
    assertThat(silent.store().cluster().leads()).isFalse();
    assertThat(legacy.reservations).containsExactlyElementsOf(left);
    assertThat(legacy.foundings).contains(founded.id());
    assertThat(other.commit(seal(left.getFirst()))).isEqualTo(Outcome.APPLIED);

    silent.network().mend();
    assertThat(late.join()).containsExactly(Outcome.STALE);
    assertThat(silent.commit(seal(left.getLast()))).isEqualTo(Outcome.STALE);
    assertThat(silent.commit(keyMade(founded))).isEqualTo(Outcome.STALE);
    assertThat(other.commit(seal(left.getLast()))).isEqualTo(Outcome.APPLIED);
    assertThat(other.commit(keyMade(founded))).isEqualTo(Outcome.APPLIED);
    assertThat(other.commit(seal(own))).isEqualTo(Outcome.APPLIED);

    Reservation again = reservation(authority);
    assertThat(silent.store().commit(List.of(reserve(again), seal(again))))
        .as("as another node it goes on")
        .containsOnly(Outcome.APPLIED);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(4);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE serial IS NOT NULL"))
        .isEqualTo(4);
    assertThat(nodes.count("SELECT count(*) FROM open_reservation")).isZero();
    assertThat(nodes.count("SELECT count(*) FROM node WHERE fenced")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM node WHERE NOT fenced")).isEqualTo(2);
  }

  /** Its row is locked by what it began; the server ends that when it hears nothing more. */
  @Test
  void aNodeThatFallsSilentInTheMiddleOfABatchIsFencedToo() throws SQLException {
    Nodes.Node silent = nodes.open();
    Nodes.Node other = nodes.open();
    silent.commit(creation(authority));
    Reservation left = reservation(authority);
    silent.commit(reserve(left));
    // A note is none of what goes with its COMMIT in one message.
    var note = new Mutation.Note(event(authority.id(), AuditEvent.Kind.CRL_SIGNED));
    CompletableFuture<List<Outcome>> late =
        silentDuring(silent, List.of(seal(left), reserve(reservation(authority)), note));
    Legacy legacy = new Legacy(other);
    Until.holds("it is taken over", () -> legacy.has(1));
    assertThat(other.commit(seal(left))).isEqualTo(Outcome.APPLIED);
    silent.network().mend();
    assertThat(late.join()).containsExactly(Outcome.STALE, Outcome.APPLIED, Outcome.APPLIED);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
  }

  /** The database has the COMMIT already, and the node hears of it when another has taken over. */
  @Test
  void whatASilentNodeHadSentWithItsCommitIsOnRecord() throws SQLException {
    Nodes.Node silent = nodes.open();
    Nodes.Node other = nodes.open();
    silent.commit(creation(authority));
    Reservation first = reservation(authority);
    Reservation second = reservation(authority);
    silent.commit(reserve(first));
    CompletableFuture<List<Outcome>> late =
        silentDuring(silent, List.of(seal(first), reserve(second)));
    Legacy legacy = new Legacy(other);
    Until.holds("it is taken over", () -> legacy.has(1));
    assertThat(legacy.reservations).containsExactly(second);
    assertThat(other.commit(seal(first))).isEqualTo(Outcome.STALE);
    assertThat(other.commit(seal(second))).isEqualTo(Outcome.APPLIED);
    silent.network().mend();
    assertThat(late.join()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    assertThat(silent.commit(seal(second))).isEqualTo(Outcome.STALE);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(2);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
    assertThat(nodes.count("SELECT count(*) FROM open_reservation")).isZero();
  }

  /** The node is not heard of any more from a moment at which its batch waits for a CA. */
  private CompletableFuture<List<Outcome>> silentDuring(Nodes.Node silent, List<Mutation> batch)
      throws SQLException {
    try (Connection connection = DATABASE.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM authority FOR UPDATE");
      CompletableFuture<List<Outcome>> late = silent.commitAside(batch);
      Until.holds(
          "it waits in its batch",
          () ->
              nodes.count(
                      """
                      SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock'\
                      """)
                  == 1);
      silent.network().silence();
      connection.rollback();
      return late;
    }
  }

  /** It may be the one that has to see to what the next one leaves. */
  @Test
  void aFencedNodeThatWritesNothingIsSoonAnother() {
    Nodes.Node idle = nodes.open();
    Nodes.Node other = nodes.open();
    other.commit(creation(authority));
    Reservation left = reservation(authority);
    other.commit(reserve(left));

    idle.network().silence();
    Until.holds("it is fenced", () -> nodes.count("SELECT count(*) FROM node WHERE fenced") == 1);
    idle.network().mend();
    Until.holds(
        "it is another", () -> nodes.count("SELECT count(*) FROM node WHERE NOT fenced") == 2);

    nodes.kill(other);
    Legacy legacy = new Legacy(idle);
    Until.holds("it takes over", () -> legacy.has(1));
    assertThat(idle.commit(seal(left))).isEqualTo(Outcome.APPLIED);
  }

  /** It was told of them as the node that it was, and finished them in vain. */
  @Test
  void anHeirThatIsFencedInItsTurnIsToldAnew() {
    Nodes.Node dead = nodes.open();
    dead.commit(creation(authority));
    Reservation left = reservation(authority);
    dead.commit(reserve(left));
    Nodes.Node heir = nodes.open();
    nodes.kill(dead);
    Legacy legacy = new Legacy(heir);
    Until.holds("it takes over", () -> legacy.has(1));

    Nodes.Node judge = nodes.open();
    heir.network().silence();
    Until.holds("it is fenced", () -> nodes.count("SELECT count(*) FROM node WHERE fenced") == 2);
    heir.network().mend();
    Until.holds("another one", () -> heir.commit(seal(left)).equals(Outcome.STALE));
    judge.store().close();

    Until.holds("it takes over again", () -> legacy.has(2));
    assertThat(legacy.reservations).containsExactly(left, left);
    assertThat(heir.commit(seal(left))).isEqualTo(Outcome.APPLIED);
  }

  /** It waits for nobody's lease. */
  @Test
  void aNodeThatLeavesIsFollowedAtOnce() {
    Nodes.Node first = nodes.open();
    Nodes.Node second = nodes.open();
    first.commit(creation(authority));
    Reservation left = reservation(authority);
    first.commit(reserve(left));
    assertThat(first.store().cluster().leads()).isTrue();
    assertThat(second.store().cluster().leads()).isFalse();
    first.store().close();
    Legacy legacy = new Legacy(second);
    Until.holds("it takes over", () -> legacy.has(1));
    assertThat(second.commit(seal(left))).isEqualTo(Outcome.APPLIED);
  }

  private static Mutation keyMade(Authority founded) {
    return new Mutation.ChangeAuthority(
        founded.keyMade(signingKey(founded.id()), NOW),
        null,
        null,
        event(founded.id(), AuditEvent.Kind.KEY_MADE));
  }

  /** What a node was told of what others left. */
  private static final class Legacy {
    private final Cluster cluster;
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<AuthorityId> foundings = new ArrayList<>();

    Legacy(Nodes.Node heir) {
      cluster = heir.store().cluster();
    }

    boolean has(int reserved) {
      Cluster.Legacy more = cluster.adopt();
      reservations.addAll(more.reservations());
      foundings.addAll(more.foundings());
      return reservations.size() == reserved;
    }
  }
}
