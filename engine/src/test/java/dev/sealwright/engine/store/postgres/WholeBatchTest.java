package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reservations and seals alone: the batch goes with its COMMIT, unless something is refused. */
// The node is opened before each test.
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class WholeBatchTest {
  private static TestDatabase database;

  private final Nodes nodes = new Nodes(PostgresServer.shared(), database);
  private final Authority authority = active();
  private final Authority other = active();
  private Nodes.Node node;

  @BeforeAll
  static void makeDatabase() {
    database = Nodes.newDatabase();
  }

  @BeforeEach
  void open() throws SQLException {
    PostgresStoreTest.empty(database);
    node = nodes.open();
    node.store().commit(List.of(creation(authority), creation(other)));
  }

  @AfterEach
  void closeNodes() {
    nodes.close();
  }

  @Test
  void isAskedForOnce() {
    Claim expired = new Claim("scope", "expired", octets("fingerprint"), NOW.minusSeconds(3_600));
    node.store().commit(List.of(new Mutation.Reserve(reservation(other), expired)));
    List<Mutation> seals = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      List<Mutation> batch = new ArrayList<>(seals);
      List<Reservation> reserved =
          List.of(
              reservation(authority),
              reservation(other),
              reservation(authority, new CrlScope(1)),
              reservation(other, new CrlScope(2)),
              reservation(authority, new CrlScope(1)));
      reserved.forEach(each -> batch.add(reserve(each)));
      Reservation claimed = reservation(authority);
      batch.add(new Mutation.Reserve(claimed, claim("token " + round)));

      assertThat(node.store().commit(batch)).hasSize(batch.size()).containsOnly(Outcome.APPLIED);

      assertThat(node.network().askedForBatch()).as("round " + round).isEqualTo(1);
      seals = new ArrayList<>();
      reserved.stream().map(StoreFixtures::seal).forEach(seals::add);
      seals.add(seal(claimed));
    }
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(73);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(66);
    assertThat(node.store().issued(authority.id())).isEqualTo(48);
    assertThat(node.store().issued(other.id())).isEqualTo(25);
    assertThat(nodes.rows("SELECT bound FROM crl ORDER BY crl_list")).containsExactly("24", "12");
    // What was long expired is gone.
    assertThat(nodes.count("SELECT count(*) FROM claim")).isEqualTo(12);
  }

  /** A batch of seals alone, and of nothing. */
  @Test
  void isAskedForOnceWithoutReservations() {
    Reservation reserved = reservation(authority);
    node.commit(reserve(reserved));
    node.commit(seal(reserved));
    assertThat(node.network().askedForBatch()).isEqualTo(1);
    assertThat(node.store().commit(List.of())).isEmpty();
    assertThat(node.store().openReservations(9)).isEmpty();
  }

  /** What one of a batch may meet. */
  enum Obstacle {
    VERSION,
    TWO_VERSIONS,
    GONE,
    TOKEN,
    SERIAL,
    CLOSED
  }

  /** The others of the batch go through, and the one is told why it does not. */
  @ParameterizedTest
  @EnumSource
  void oneThatIsRefusedIsRefusedAlone(Obstacle obstacle) {
    Reservation held = reservation(authority);
    Reservation closed = reservation(authority);
    node.store()
        .commit(
            List.of(new Mutation.Reserve(held, claim("token")), reserve(closed), close(closed)));
    Authority changed = authority.updated(CaStatus.DISABLED, null, NOW);
    Mutation refused =
        switch (obstacle) {
          case VERSION, TWO_VERSIONS -> reserve(reservation(changed));
          case GONE -> reserve(reservation(active()));
          case TOKEN -> new Mutation.Reserve(reservation(authority), claim("token"));
          case SERIAL -> reserve(reservation(authority, held.serial()));
          case CLOSED -> seal(closed);
        };
    Authority beside = obstacle == Obstacle.VERSION ? other : authority;
    List<Mutation> batch = new ArrayList<>();
    IntStream.range(0, 5).forEach(i -> batch.add(reserve(reservation(beside))));
    batch.add(refused);
    batch.add(seal(held));
    List<Outcome> expected = new ArrayList<>(Collections.nCopies(7, Outcome.APPLIED));
    expected.set(
        5,
        switch (obstacle) {
          case VERSION, TWO_VERSIONS, GONE, CLOSED -> Outcome.STALE;
          case TOKEN ->
              new Outcome.Replayed(new Claimed(claim("token").fingerprint(), held.serial().hex()));
          case SERIAL -> Outcome.TAKEN;
        });

    assertThat(node.store().commit(batch)).isEqualTo(expected);

    assertThat(node.network().askedForBatch()).isGreaterThan(1);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(7);
    assertThat(node.store().openReservations(9)).hasSize(5);
    assertThat(node.store().issued(authority.id()) + node.store().issued(other.id())).isEqualTo(6);
    assertThat(nodes.count("SELECT batch FROM node")).isEqualTo(3);
    // The next goes in one again.
    node.commit(reserve(reservation(authority)));
    assertThat(node.network().askedForBatch()).isEqualTo(1);
  }
}
