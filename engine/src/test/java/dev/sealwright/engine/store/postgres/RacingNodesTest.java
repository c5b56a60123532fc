package dev.sealwright.engine.store.postgres;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.RevocationReason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that want the same at the same time: one gets it. */
// The nodes are opened before each test.
@SuppressWarnings("NullAway.Init")
@Timeout(180)
class RacingNodesTest {
  private static final long SEED = 20261130;

  private static TestDatabase database;

  private final Nodes nodes = new Nodes(PostgresServer.shared(), database);
  private final Random random = new Random(SEED);
  private final Authority authority = active();
  private Nodes.Node one;
  private Nodes.Node two;

  @BeforeAll
  static void makeDatabase() throws SQLException {
    System.out.println("RacingNodesTest: seed " + SEED);
    database = PostgresServer.shared().database();
    PostgresStore.migrate(PostgresStoreTest.settings(database));
  }

  @BeforeEach
  void open() throws SQLException {
    PostgresStoreTest.empty(database);
    one = nodes.open();
    two = nodes.open();
    assertThat(one.commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** What both commit at once; outcomes of the first, then of the second. */
  private List<Outcome> race(List<? extends Mutation> first, List<? extends Mutation> second) {
    CompletableFuture<List<Outcome>> beside = two.commitAside(second);
    List<Outcome> outcomes = new ArrayList<>(one.store().commit(List.copyOf(first)));
    outcomes.addAll(beside.join());
    return outcomes;
  }

  @Test
  void aTokenHasOneCertificate() {
    int rounds = 200;
    for (int round = 0; round < rounds; round++) {
      List<Mutation.Reserve> first = new ArrayList<>();
      List<Mutation.Reserve> second = new ArrayList<>();
      int tokens = round % 2 == 0 ? 1 : 2 + random.nextInt(8);
      for (int i = 0; i < tokens; i++) {
        String token = "round " + round + " token " + i;
        first.add(new Mutation.Reserve(reservation(authority), claim(token)));
        second.add(new Mutation.Reserve(reservation(authority), claim(token)));
      }
      Collections.shuffle(first, random);
      Collections.shuffle(second, random);
      List<Mutation.Reserve> all = new ArrayList<>(first);
      all.addAll(second);
      requireOneEach(all, race(first, second), tokens);
    }
    assertThat(nodes.count("SELECT count(*) FROM certificate"))
        .isEqualTo(nodes.count("SELECT count(*) FROM claim"))
        .isEqualTo(one.store().issued(authority.id()));
  }

  private static void requireOneEach(
      List<Mutation.Reserve> asked, List<Outcome> outcomes, int tokens) {
    assertThat(outcomes).filteredOn(Outcome.APPLIED::equals).hasSize(tokens);
    for (int i = 0; i < asked.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Replayed replayed) {
        Mutation.Reserve mine = asked.get(i);
        int winner = -1;
        for (int k = 0; k < asked.size(); k++) {
          if (k != i && Objects.equals(mine.claim(), asked.get(k).claim())) {
            winner = k;
          }
        }
        assertThat(outcomes.get(winner)).isEqualTo(Outcome.APPLIED);
        assertThat(replayed.earlier().resource())
            .isEqualTo(asked.get(winner).reservation().serial().hex());
      }
    }
  }

  @Test
  void aLimitIsExactWhoeverReachesIt() {
    long limit = 300;
    AtomicInteger applied = new AtomicInteger();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (Nodes.Node node : List.of(one, two)) {
      Random sizes = new Random(random.nextLong());
      running.add(
          CompletableFuture.runAsync(
              () -> {
                boolean full = false;
                while (!full) {
                  List<Mutation> batch = new ArrayList<>();
                  for (int i = 1 + sizes.nextInt(9); i > 0; i--) {
                    batch.add(new Mutation.Reserve(reservation(authority), null, limit));
                  }
                  for (Outcome outcome : node.store().commit(batch)) {
                    if (outcome.equals(Outcome.APPLIED)) {
                      applied.incrementAndGet();
                    } else {
                      assertThat(outcome).isEqualTo(Outcome.FULL);
                      full = true;
                    }
                  }
                }
              },
              task -> Thread.ofPlatform().start(task)));
    }
    running.forEach(CompletableFuture::join);
    assertThat(applied).hasValue((int) limit);
    assertThat(nodes.count("SELECT count(*) FROM certificate")).isEqualTo(limit);
    assertThat(two.store().issued(authority.id())).isEqualTo(limit);
  }

  @Test
  void anAuthorityIsChangedByOneOfTwo() {
    Authority now = authority;
    for (int round = 0; round < 60; round++) {
      Authority to = now.updated(round % 2 == 0 ? CaStatus.DISABLED : CaStatus.ACTIVE, null, NOW);
      List<Outcome> outcomes = race(List.of(change(to)), List.of(change(to)));
      assertThat(outcomes).containsExactlyInAnyOrder(Outcome.APPLIED, Outcome.STALE);
      now = to;
    }
    assertThat(two.store().authorityOnRecord(authority.id())).contains(now);
    assertThat(nodes.count("SELECT count(*) FROM audit_event WHERE kind = 'AUTHORITY_UPDATED'"))
        .isEqualTo(60);
  }

  @Test
  void aCertificateIsRevokedOnce() {
    int rounds = 60;
    for (int round = 0; round < rounds; round++) {
      Reservation each = reservation(authority);
      one.store().commit(List.of(reserve(each), seal(each)));
      Mutation revoke =
          new Mutation.Revoke(
              new Revocation(
                  authority.id(),
                  each.serial(),
                  NOW,
                  RevocationReason.SUPERSEDED,
                  each.validity().notAfter()),
              authority.version(),
              1_000,
              event(authority.id(), each.serial(), AuditEvent.Kind.CERTIFICATE_REVOKED));
      assertThat(race(List.of(revoke), List.of(revoke)))
          .containsExactlyInAnyOrder(Outcome.APPLIED, Outcome.TAKEN);
    }
    assertThat(list().revoked()).isEqualTo(rounds);
    assertThat(nodes.count("SELECT sum(revoked) FROM revocation_tally")).isEqualTo(rounds);
    assertThat(nodes.count("SELECT count(*) FROM revocation")).isEqualTo(rounds);
  }

  /** The point of no return. */
  @Test
  void nothingIsReservedOnceAChangeIsTold() {
    Nodes.Node three = nodes.open();
    Authority now = authority;
    for (int round = 0; round < 30; round++) {
      Authority drafted = now;
      AtomicBoolean told = new AtomicBoolean();
      List<CompletableFuture<Integer>> issuing = new ArrayList<>();
      for (Nodes.Node node : List.of(two, three)) {
        issuing.add(
            CompletableFuture.supplyAsync(
                () -> issueUntilRefused(node, drafted, told),
                task -> Thread.ofPlatform().start(task)));
      }
      Authority disabled = now.updated(CaStatus.DISABLED, null, NOW);
      // Nobody keeps it from going through, however many issue.
      assertThat(one.commit(change(disabled))).isEqualTo(Outcome.APPLIED);
      told.set(true);
      issuing.forEach(CompletableFuture::join);
      assertThat(two.store().authorityOnRecord(authority.id())).contains(disabled);
      now = disabled.updated(CaStatus.ACTIVE, null, NOW);
      assertThat(one.commit(change(now))).isEqualTo(Outcome.APPLIED);
    }
  }

  /** At once or in bulk; how many were reserved before it was refused. */
  private static int issueUntilRefused(Nodes.Node node, Authority drafted, AtomicBoolean told) {
    int reserved = 0;
    while (true) {
      boolean afterwards = told.get();
      List<Outcome> outcomes =
          node.store()
              .commit(List.of(reserve(reservation(drafted)), reserve(reservation(drafted))));
      if (outcomes.contains(Outcome.STALE)) {
        assertThat(outcomes).containsOnly(Outcome.STALE);
        return reserved;
      }
      assertThat(afterwards).as("reserved after it was disabled").isFalse();
      reserved += outcomes.size();
    }
  }

  /** Whoever leads takes the numbers of lists; they rise whoever it is. */
  @Test
  void oneLeadsAtATimeAndNumbersRise() {
    List<Nodes.Node> running = new ArrayList<>(List.of(one, two, nodes.open()));
    List<Long> epochs = new ArrayList<>();
    long number = 0;
    while (running.size() > 1) {
      for (int i = 0; i < 20; i++) {
        number = requireOneNumber(running, number);
      }
      epochs.add(nodes.count("SELECT epoch FROM leader"));
      Nodes.Node leader = running.stream().filter(RacingNodesTest::leads).findFirst().orElseThrow();
      running.remove(leader);
      if (epochs.size() == 1) {
        leader.store().close();
      } else {
        leader.network().silence();
      }
      Until.holds("another leads", () -> running.stream().anyMatch(RacingNodesTest::leads));
      if (epochs.size() > 1) {
        assertThat(leads(leader)).isFalse();
        leader.network().mend();
        assertThat(leader.commit(number(number + 1))).isEqualTo(Outcome.STALE);
      }
    }
    number = requireOneNumber(running, number);
    epochs.add(nodes.count("SELECT epoch FROM leader"));
    assertThat(epochs).doesNotHaveDuplicates().isSorted();
    assertThat(list().number()).isEqualTo(number).isEqualTo(41);
  }

  /** All try; at the last number on record, until one of them leads and has it. */
  private long requireOneNumber(List<Nodes.Node> running, long last) {
    List<Outcome> outcomes = new ArrayList<>();
    Until.holds(
        "one has it",
        () -> {
          List<CompletableFuture<List<Outcome>>> trying =
              running.stream().map(each -> each.commitAside(List.of(number(last + 1)))).toList();
          trying.forEach(each -> outcomes.addAll(each.join()));
          return outcomes.contains(Outcome.APPLIED);
        });
    assertThat(outcomes).filteredOn(Outcome.APPLIED::equals).hasSize(1);
    return last + 1;
  }

  private static boolean leads(Nodes.Node node) {
    return node.store().cluster().leads();
  }

  private Mutation number(long next) {
    return new Mutation.TakeCrlNumber(authority.id(), authority.version(), CrlScope.COMPLETE, next);
  }

  private static Mutation change(Authority to) {
    return new Mutation.ChangeAuthority(
        to, null, null, event(to.id(), AuditEvent.Kind.AUTHORITY_UPDATED));
  }

  private CrlRecord list() {
    return two.store().attached().crls(authority.id()).getFirst();
  }
}
