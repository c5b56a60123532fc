package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.postgres.CutProxy;
import dev.sealwright.engine.store.postgres.PostgresServer;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.store.postgres.TestDatabase;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes at work whose network to the database breaks in every way, again and again. */
@Timeout(240)
class BrokenNetworkTest {
  private static final long SEED = 1130;
  private static final int FAULTS = 24;

  @TempDir private Path folder;
  private final SoftVault keys = new SoftVault("soft", 2, new SecureRandom());
  private final Random random = new Random(SEED);

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    PostgresServer server = PostgresServer.shared();
    TestDatabase database = server.database();
    RecordCheck check = new RecordCheck(database, folder);
    Map<String, Serial> acknowledged = new ConcurrentHashMap<>();
    int refusals;
    int cuts;
    try (CutProxy first = new CutProxy(server.port());
        CutProxy second = new CutProxy(server.port());
        TestEngine one = node(server.through(first.port(), database), "one");
        TestEngine two = node(server.through(second.port(), database), "two")) {
      AuthorityId root = one.activeRoot();
      try (Callers callers = new Callers(List.of(one, two), root, "load", 6, acknowledged::put)) {
        callers.await(20);
        for (int fault = 0; fault < FAULTS; fault++) {
          CutProxy network = random.nextBoolean() ? first : second;
          breakIt(network);
          Thread.sleep(random.nextInt(500));
          network.mend();
          callers.await(5);
        }
        refusals = callers.refusals();
      }
      for (TestEngine node : List.of(one, two)) {
        Until.holds("it is well", () -> node.engine.troubles().isEmpty());
      }
      check.awaitNothingOpen();
      cuts = first.cutAtCommit() + second.cutAtCommit();
      check.requireKept(two, root, acknowledged);
    }
    assertThat(cuts).isPositive();
    System.out.printf(
        "BrokenNetworkTest: seed %d, %d faults, %d of them at a commit, %d refusals; %d certificates"
            + " acknowledged and %d there%n",
        SEED, FAULTS, cuts, refusals, acknowledged.size(), check.requireOneEach(acknowledged));
  }

  /**
   * Connections that were cut are made anew in vain meanwhile. Silence lasts longer than the lease,
   * so that the other takes over what was begun.
   */
  private void breakIt(CutProxy network) throws InterruptedException {
    switch (random.nextInt(6)) {
      case 0 -> network.cut();
      case 1 -> network.drop();
      case 2 -> network.cutAtCommits(CutProxy.AtCommit.BEFORE, 1 + random.nextInt(3));
      case 3 -> network.cutAtCommits(CutProxy.AtCommit.AFTER, 1 + random.nextInt(3));
      case 4 -> network.delay(Duration.ofMillis(20));
      default -> {
        network.silence();
        Thread.sleep(WorkingNode.LEASE.multipliedBy(2));
      }
    }
  }

  private TestEngine node(TestDatabase database, String name) {
    return new TestEngine(
        PostgresStore.open(
            WorkingNode.settings(database.url(), database.user(), database.password(), name)),
        keys,
        Duration.between(TestEngine.START, Instant.now()));
  }
}
