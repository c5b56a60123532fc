package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that is lost at the commit: the batch is on record once all the same. */
// The node is opened before each test.
@MostlyWaits
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class LostCommitTest {
  private static TestDatabase database;

  private final Nodes nodes = new Nodes(PostgresServer.shared(), database);
  private final Authority authority = active();
  private Nodes.Node node;

  @BeforeAll
  static void makeDatabase() throws SQLException {
    database = PostgresServer.shared().database();
    PostgresStore.migrate(PostgresStoreTest.settings(database));
  }

  @BeforeEach
  void open() throws SQLException {
    PostgresStoreTest.empty(database);
    node = nodes.open();
    assertThat(node.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @AfterEach
  void closeNodes() {
    nodes.close();
  }

  /** The driver sends its COMMIT otherwise when it has sent a few. */
  @ParameterizedTest
  @CsvSource({"BEFORE,1,0", "BEFORE,3,12", "AFTER,1,0", "AFTER,3,12"})
  void whatWasAppliedOneByOne(CutProxy.AtCommit side, int cuts, int commitsBefore) {
    commitNotes(commitsBefore);
    Reservation first = reservation(authority);
    Reservation second = reservation(authority);
    Reservation replayed = reservation(authority);
    node.network().cutAtCommits(side, cuts);

    List<Outcome> outcomes =
        node.store()
            .commit(
                List.of(
                    new Mutation.Reserve(first, claim("token")),
                    new Mutation.Reserve(replayed, claim("token")),
                    reserve(second),
                    seal(first),
                    close(second),
                    seal(second)));

    assertThat(node.network().cutAtCommit()).isEqualTo(cuts);
    Claimed claimed = new Claimed(claim("token").fingerprint(), first.serial().hex());
    assertThat(outcomes)
        .containsExactly(
            Outcome.APPLIED,
            new Outcome.Replayed(claimed),
            Outcome.APPLIED,
            Outcome.APPLIED,
            Outcome.APPLIED,
            Outcome.STALE);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(2);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM closure")).isEqualTo(1);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE serial IS NOT NULL"))
        .isEqualTo(2);
    assertThat(node.store().issued(authority.id())).isEqualTo(1);
    assertThat(node.store().openReservations(9)).isEmpty();
    assertThat(nodes.count("SELECT batch FROM node")).isEqualTo(commitsBefore + 2);
  }

  @ParameterizedTest
  @CsvSource({"BEFORE,2,12", "AFTER,2,12"})
  void whatWasAppliedInBulk(CutProxy.AtCommit side, int cuts, int commitsBefore) {
    commitNotes(commitsBefore);
    List<Reservation> before = reservations(20);
    node.store().commit(before.stream().<Mutation>map(StoreFixtures::reserve).toList());
    List<Mutation> batch = new ArrayList<>();
    before.forEach(each -> batch.add(seal(each)));
    for (int i = 0; i < 20; i++) {
      batch.add(new Mutation.Reserve(reservation(authority), claim("token " + i)));
    }
    node.network().cutAtCommits(side, cuts);

    assertThat(node.store().commit(batch)).hasSize(40).containsOnly(Outcome.APPLIED);

    assertThat(node.network().cutAtCommit()).isEqualTo(cuts);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(40);
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(20);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE serial IS NOT NULL"))
        .isEqualTo(20);
    assertThat(nodes.count("SELECT count(*) FROM claim")).isEqualTo(20);
    assertThat(node.store().issued(authority.id())).isEqualTo(40);
    assertThat(node.store().openReservations(99)).hasSize(20);
  }

  /** Also in the middle of a batch, and while what became of one is being asked. */
  @Test
  void connectionsThatAreLostAgainAndAgain() {
    long seed = 7;
    System.out.println("LostCommitTest: seed " + seed);
    Random random = new Random(seed);
    List<Reservation> open = List.of();
    int sealed = 0;
    int rounds = 60;
    for (int round = 0; round < rounds; round++) {
      List<Reservation> next = reservations(1 + random.nextInt(6));
      List<Mutation> batch = new ArrayList<>();
      open.forEach(each -> batch.add(seal(each)));
      next.forEach(each -> batch.add(reserve(each)));
      switch (random.nextInt(4)) {
        case 0 -> node.network().cutAtCommits(CutProxy.AtCommit.BEFORE, 1 + random.nextInt(2));
        case 1 -> node.network().cutAtCommits(CutProxy.AtCommit.AFTER, 1 + random.nextInt(2));
        case 2 -> dropSoon(random.nextInt(8));
        default -> {}
      }
      assertThat(node.store().commit(batch)).as("round " + round).containsOnly(Outcome.APPLIED);
      node.network().cutAtCommits(CutProxy.AtCommit.BEFORE, 0);
      sealed += open.size();
      open = next;
    }
    assertThat(node.network().cutAtCommit()).isPositive();
    assertThat(nodes.count("SELECT count(*) FROM seal")).isEqualTo(sealed);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE kind = 'CERTIFICATE_ISSUED'"))
        .isEqualTo(sealed);
    assertThat(node.store().openReservations(99)).containsExactlyInAnyOrderElementsOf(open);
    assertThat(node.store().issued(authority.id())).isEqualTo(sealed + open.size());
    assertThat(nodes.count("SELECT sum(batch) FROM node")).isEqualTo(rounds + 1);
  }

  private void dropSoon(int milliseconds) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(milliseconds);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          node.network().drop();
        });
  }

  private void commitNotes(int count) {
    for (int i = 0; i < count; i++) {
      node.commit(
          new Mutation.Note(StoreFixtures.event(authority.id(), AuditEvent.Kind.CRL_SIGNED)));
    }
  }

  private List<Reservation> reservations(int count) {
    List<Reservation> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(reservation(authority));
    }
    return drawn;
  }
}
