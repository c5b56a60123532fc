package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one node writes and the others have to hear of. */
// The nodes are opened before each test.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class NewsTest {
  private static TestDatabase database;

  private final Nodes nodes = new Nodes(PostgresServer.shared(), database);
  private final Authority authority = active();
  private final Notebook notebook = new Notebook();
  private Nodes.Node one;
  private Nodes.Node two;

  @BeforeAll
  static void makeDatabase() throws SQLException {
    database = PostgresServer.shared().database();
    PostgresStore.migrate(PostgresStoreTest.settings(database));
  }

  @BeforeEach
  void open() throws SQLException {
    PostgresStoreTest.empty(database);
    one = nodes.open();
    two = nodes.open();
    assertThat(one.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
    two.store().cluster().follow(notebook);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void everythingIsHeardOnceAndInOrderAndNothingThatWasRefused() {
    List<String> expected = new ArrayList<>();
    Authority now = authority;
    for (int i = 0; i < 40; i++) {
      Reservation each = reservation(now);
      Mutation revoke = revocation(now, each.serial());
      Authority next =
          now.updated(i % 2 == 0 ? CaStatus.DISABLED : CaStatus.ACTIVE, null, NOW.plusMillis(i));
      one.store()
          .commit(List.of(reserve(each), seal(each), revoke, revoke, change(next), change(next)));
      expected.add("revoked " + each.serial().hex());
      expected.add("changed " + now.id());
      now = next;
    }
    Until.holds("all is heard", () -> notebook.heard.size() >= expected.size());
    assertThat(notebook.heard).containsExactlyElementsOf(expected);
  }

  /**
   * Connections break, and it goes on as another node, of which there is no order with the first.
   */
  @Test
  void nothingIsMissedWhenConnectionsBreakOrTheTellerIsFenced() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      if (i % 3 == 0) {
        (i % 2 == 0 ? one : two).network().drop();
      }
      if (i == 15) {
        nodes.execute("UPDATE node SET fenced = true WHERE name = 'node 0'");
      }
      Reservation each = reservation(authority);
      one.store().commit(List.of(reserve(each)));
      assertThat(one.commit(seal(each))).isEqualTo(Outcome.APPLIED);
      assertThat(one.commit(revocation(authority, each.serial()))).isEqualTo(Outcome.APPLIED);
      expected.add("revoked " + each.serial().hex());
    }
    Until.holds("all is heard", () -> notebook.heard.size() >= expected.size());
    assertThat(notebook.heard).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void whatIsRememberedIsForgottenWithTheNews() {
    Authority now = authority;
    for (int i = 0; i < 6; i++) {
      assertThat(two.store().authority(now.id())).contains(now);
      Authority next =
          now.updated(i % 2 == 0 ? CaStatus.DISABLED : CaStatus.ACTIVE, null, NOW.plusMillis(i));
      assertThat(one.commit(change(next))).isEqualTo(Outcome.APPLIED);
      assertThat(two.store().authorityOnRecord(now.id())).contains(next);
      Until.holds("it is seen", () -> two.store().authority(next.id()).orElseThrow().equals(next));
      now = next;
    }
  }

  /** Memory is of use only to one who would hear that it is outdated. */
  @Test
  void aNodeThatHearsNothingAnswersNothingFromMemory() {
    assertThat(two.store().authority(authority.id())).contains(authority);
    two.network().cut();
    Until.holds(
        "no answer",
        () -> {
          try {
            return two.store().authority(authority.id()).isEmpty();
          } catch (CaException e) {
            return true;
          }
        });
    Authority next = authority.updated(CaStatus.DISABLED, null, NOW);
    assertThat(one.commit(change(next))).isEqualTo(Outcome.APPLIED);
    two.network().mend();
    Until.holds(
        "an answer",
        () -> {
          try {
            return two.store().authority(authority.id()).isPresent();
          } catch (CaException e) {
            return false;
          }
        });
    assertThat(two.store().authority(authority.id())).contains(next);
  }

  @Test
  void afterALongSilenceAnythingMayHaveChanged() throws SQLException {
    NewsDesk desk = new NewsDesk(Duration.ZERO);
    desk.follow(notebook);
    NodeId self = NodeId.draw();
    try (Connection connection = database.connect()) {
      desk.hear(connection, self);
      assertThat(notebook.heard).as("nothing was remembered before").isEmpty();
      one.commit(change(authority.updated(CaStatus.DISABLED, null, NOW)));
      desk.hear(connection, self);
    }
    assertThat(notebook.heard.getFirst()).isEqualTo("missed");
  }

  private static Mutation change(Authority to) {
    return new Mutation.ChangeAuthority(
        to, null, null, event(to.id(), AuditEvent.Kind.AUTHORITY_UPDATED));
  }

  private static Mutation revocation(Authority authority, Serial serial) {
    return new Mutation.Revoke(
        new Revocation(
            authority.id(),
            serial,
            NOW,
            RevocationReason.SUPERSEDED,
            reservation(authority).validity().notAfter()),
        authority.version(),
        1_000,
        event(authority.id(), serial, AuditEvent.Kind.CERTIFICATE_REVOKED));
  }

  private static final class Notebook implements Cluster.Follower {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void changed(AuthorityId id) {
      heard.add("changed " + id);
    }

    @Override
    public void revoked(AuthorityId id, Serial serial) {
      heard.add("revoked " + serial.hex());
    }

    @Override
    public void signerChanged(AuthorityId id) {
      heard.add("signer " + id);
    }

    @Override
    public void reportBegun(AuthorityId id) {
      heard.add("report " + id);
    }

    @Override
    public void missed() {
      heard.add("missed");
    }
  }
}
