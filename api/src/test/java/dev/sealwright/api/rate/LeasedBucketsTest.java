package dev.sealwright.api.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.RateLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nodes on one ledger under a clock that the test moves; a name's length is its rate, its first
 * letter its crowd.
 */
@Timeout(60)
class LeasedBucketsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final int MOST = 3;

  private final AtomicLong now = new AtomicLong(-SECOND);
  private final MemoryLedger ledger = new MemoryLedger(now::get);

  private LeasedBuckets<String> node(RateLedger asked) {
    return new LeasedBuckets<>(
        new BucketPlan<>(MOST, 1, String::length, one -> one.charAt(0) + "#".repeat(9)),
        asked,
        one -> one,
        now::get);
  }

  private LeasedBuckets<Integer> nodeOfRates() {
    return new LeasedBuckets<>(
        new BucketPlan<>(MOST, 1, rate -> rate, _ -> 1), ledger, String::valueOf, now::get);
  }

  private static int taken(LeasedBuckets<String> node, String one) {
    int taken = 0;
    while (node.take(one)) {
      taken++;
    }
    return taken;
  }

  @Test
  void allNodesTogetherHaveOneBucket() {
    LeasedBuckets<String> first = node(ledger);
    LeasedBuckets<String> second = node(ledger);
    assertThat(first.take("abcd")).isTrue();
    assertThat(taken(second, "abcd")).isEqualTo(3);
    assertThat(taken(first, "abcd")).isZero();
    now.addAndGet(SECOND);
    assertThat(taken(first, "abcd")).isEqualTo(4);
    assertThat(taken(second, "abcd")).isZero();
  }

  /** However the callers are spread, what passes in ten seconds is what the rate comes to. */
  @ParameterizedTest
  @CsvSource({
    "1, EVEN", "25, EVEN", "500, EVEN", "20000, EVEN",
    "1, ONE", "25, ONE", "500, ONE", "20000, ONE",
    "1, TURNS", "25, TURNS", "500, TURNS", "20000, TURNS",
    "1, SPELLS", "25, SPELLS", "500, SPELLS", "20000, SPELLS",
    "1, MOSTLY_ONE", "25, MOSTLY_ONE", "500, MOSTLY_ONE", "20000, MOSTLY_ONE"
  })
  void whateverTheSpreadOfCallers(int rate, Spread spread) {
    List<LeasedBuckets<Integer>> nodes = List.of(nodeOfRates(), nodeOfRates(), nodeOfRates());
    Random random = new Random(rate);
    int passed = 0;
    // A second to use up the burst, then ten that count; a third more is asked for than may pass.
    for (int millisecond = 0; millisecond < 11_000; millisecond++) {
      now.addAndGet(MILLISECOND);
      if (millisecond == 1000) {
        passed = 0;
      }
      for (int i = 0; i < Math.max(1, rate * 4 / 3000); i++) {
        int node =
            switch (spread) {
              case EVEN -> random.nextInt(3);
              case ONE -> 1;
              case TURNS -> i % 3;
              case SPELLS -> millisecond / 170 % 3;
              case MOSTLY_ONE -> random.nextInt(100) == 0 ? 2 : 0;
            };
        if (nodes.get(node).take(rate)) {
          passed++;
        }
      }
    }
    assertThat(passed).isBetween((int) Math.floor(rate * 9.0), (int) Math.ceil(rate * 11.0));
  }

  /** How requests choose their node. */
  enum Spread {
    EVEN,
    ONE,
    TURNS,
    SPELLS,
    MOSTLY_ONE
  }

  @Test
  void whatIsHeldAheadIsATwentiethOfASecondsWorthAtTheMost() {
    LeasedBuckets<Integer> greedy = nodeOfRates();
    for (int i = 0; i < 400; i++) {
      assertThat(greedy.take(1000)).isTrue();
    }
    int others = 0;
    LeasedBuckets<Integer> other = nodeOfRates();
    while (other.take(1000)) {
      others++;
    }
    assertThat(others).isBetween(550, 600);
    while (greedy.take(1000)) {
      others++;
    }
    assertThat(others).as("what was held is used where it is").isEqualTo(600);
  }

  @Test
  void whoseCallersAskSeldomHoldsNothingAhead() {
    LeasedBuckets<Integer> seldom = nodeOfRates();
    for (int i = 0; i < 20; i++) {
      assertThat(seldom.take(1000)).isTrue();
      now.addAndGet(SECOND / 10);
    }
    int others = 0;
    LeasedBuckets<Integer> other = nodeOfRates();
    while (other.take(1000)) {
      others++;
    }
    assertThat(others).isEqualTo(1000);
  }

  @Test
  void aFloodOfRefusedRequestsCostsTheLedgerTenDrawsASecond() {
    LeasedBuckets<Integer> node = nodeOfRates();
    int passed = 0;
    for (int i = 0; i < 100_000; i++) {
      now.addAndGet(SECOND / 10_000);
      passed += node.take(25) ? 1 : 0;
    }
    assertThat(passed).isBetween(250, 275);
    // The burst is drawn one by one or two, then what ten looks a second find.
    assertThat(ledger.draws.get()).isLessThan(25 + 10 * 20);
    int before = ledger.draws.get();
    for (int i = 0; i < 100_000; i++) {
      now.addAndGet(SECOND / 10_000);
      node.take(1);
    }
    assertThat(ledger.draws.get() - before).as("of one a second").isBetween(10, 12);
  }

  @Test
  void whoComesWhenThereIsNoRoomSharesWithItsCrowdOnAllNodes() {
    LeasedBuckets<String> first = node(ledger);
    LeasedBuckets<String> second = node(ledger);
    for (String one : List.of("a1", "a2", "a3")) {
      first.take(one);
      second.take(one);
    }
    assertThat(taken(first, "a4") + taken(second, "a5") + taken(first, "a6")).isEqualTo(10);
    assertThat(first.size()).isEqualTo(MOST);
    now.addAndGet(6 * SECOND);
    first.sweep();
    assertThat(first.size()).isZero();
    assertThat(taken(first, "a1")).isEqualTo(2);
  }

  @Test
  void aThousandCallersShareAFewDraws() throws InterruptedException {
    LeasedBuckets<Integer> node = nodeOfRates();
    AtomicInteger passed = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) {
        callers.execute(() -> {
          for (int j = 0; j < 20; j++) {
            passed.addAndGet(node.take(5000) ? 1 : 0);
          }
        });
      }
    }
    assertThat(passed.get()).isEqualTo(5000);
    assertThat(ledger.draws.get()).isLessThan(500);
  }

  @Test
  void oneDrawIsUnderWayAndTheOthersAreServedByTheNext() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger under = new AtomicInteger();
    List<Integer> wanted = new ArrayList<>();
    LeasedBuckets<String> node =
        node((bucket, perSecond, capacity, want) -> {
          assertThat(under.incrementAndGet()).isEqualTo(1);
          synchronized (wanted) {
            wanted.add(want);
          }
          asked.countDown();
          awaited(answer);
          under.decrementAndGet();
          return ledger.draw(bucket, perSecond, capacity, want);
        });
    AtomicInteger passed = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    Runnable caller = () -> passed.addAndGet(node.take("abcdefgh") ? 1 : 0);
    callers.add(Thread.ofPlatform().start(caller));
    asked.await();
    for (int i = 0; i < 4; i++) {
      callers.add(Thread.ofPlatform().start(caller));
    }
    for (Thread waiting : callers.subList(1, 5)) {
      while (waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    answer.countDown();
    for (Thread each : callers) {
      each.join();
    }
    assertThat(passed.get()).isEqualTo(5);
    assertThat(wanted).containsExactly(1, 4);
  }

  @Test
  void withoutAnAnswerARequestIsRefused() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    LeasedBuckets<String> node =
        node((bucket, perSecond, capacity, want) -> {
          asked.countDown();
          awaited(answer);
          return ledger.draw(bucket, perSecond, capacity, want);
        });
    AtomicBoolean passed = new AtomicBoolean();
    Thread first = Thread.ofPlatform().start(() -> passed.set(node.take("abc")));
    asked.await();
    assertThat(node.take("abc")).isFalse();
    Thread.currentThread().interrupt();
    assertThat(node.take("abc")).as("interrupted").isFalse();
    assertThat(Thread.interrupted()).isTrue();
    now.addAndGet(2 * SECOND);
    for (int i = 0; i < 1000; i++) {
      assertThat(node.take("abc")).as("at once, when the draw lasts already").isFalse();
    }
    answer.countDown();
    first.join();
    assertThat(passed.get()).isTrue();
  }

  @Test
  void aNodeWithoutTheLedgerCountsForItself() {
    AtomicBoolean away = new AtomicBoolean(true);
    AtomicInteger tries = new AtomicInteger();
    LeasedBuckets<String> node =
        node((bucket, perSecond, capacity, want) -> {
          tries.incrementAndGet();
          if (away.get()) {
            throw new CaException(Failure.STORE_UNAVAILABLE, "away");
          }
          return ledger.draw(bucket, perSecond, capacity, want);
        });
    assertThat(taken(node, "abcd")).isEqualTo(4);
    assertThat(taken(node, "abc")).isEqualTo(3);
    assertThat(tries.get()).isEqualTo(1);
    now.addAndGet(SECOND);
    assertThat(taken(node, "abcd")).isEqualTo(4);
    assertThat(tries.get()).as("once a second").isEqualTo(2);
    away.set(false);
    now.addAndGet(SECOND);
    assertThat(taken(node, "abcd")).isEqualTo(4);
    assertThat(taken(node, "abc")).as("of the ledger again").isEqualTo(3);
    assertThat(ledger.draws.get()).isGreaterThan(1);
    assertThat(taken(node(ledger), "abcd")).isZero();
  }

  @Test
  void whoWaitedForADrawThatFailedDoesNotTryInTurn() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    LeasedBuckets<String> node =
        node((_, _, _, _) -> {
          tries.incrementAndGet();
          asked.countDown();
          awaited(answer);
          throw new CaException(Failure.STORE_UNAVAILABLE, "away");
        });
    AtomicInteger passed = new AtomicInteger();
    Runnable caller = () -> passed.addAndGet(node.take("ab") ? 1 : 0);
    Thread first = Thread.ofPlatform().start(caller);
    asked.await();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(Thread.ofPlatform().start(caller));
    }
    for (Thread each : waiting) {
      while (each.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    answer.countDown();
    first.join();
    for (Thread each : waiting) {
      each.join();
    }
    assertThat(tries.get()).isEqualTo(1);
    assertThat(passed.get()).isEqualTo(2);
  }

  @Test
  void aBugIsNoOutage() {
    LeasedBuckets<String> node =
        node((_, _, _, _) -> {
          throw new IllegalStateException("a bug");
        });
    assertThatThrownBy(() -> node.take("ab")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> node.take("ab")).isInstanceOf(IllegalStateException.class);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
