package dev.sealwright.engine.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneQueueTest {
  private static final KeyId A = new KeyId(new UUID(0, 1));
  private static final KeyId B = new KeyId(new UUID(0, 2));
  private static final KeyId C = new KeyId(new UUID(0, 3));

  private final LaneQueue queue = new LaneQueue();

  private record Asked(LaneWork work, @Nullable KeyId key, int number) implements LaneTask {
    @Override
    public Runnable run(KeySession session) {
      throw new AssertionError("only queued");
    }

    @Override
    public void abandon(CaException reason) {
      throw new AssertionError("only queued", reason);
    }
  }

  private void put(LaneWork work, @Nullable KeyId key, int count) {
    for (int number = 0; number < count; number++) {
      assertThat(queue.put(new Asked(work, key, number))).isTrue();
    }
  }

  private List<Asked> take(int count) throws InterruptedException {
    List<Asked> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add((Asked) queue.poll(Duration.ZERO, true));
    }
    return taken;
  }

  @Test
  void oneKeyIsServedInTheOrderOfArrival() throws InterruptedException {
    put(LaneWork.ISSUANCE, A, 5);
    assertThat(take(5)).extracting(Asked::number).containsExactly(0, 1, 2, 3, 4);
    assertThat(queue.poll(Duration.ZERO, true)).isNull();
  }

  @Test
  void aKeyWithLittleToDoWaitsForOneTurnOfEachOther() throws InterruptedException {
    put(LaneWork.ISSUANCE, A, 1_000);
    put(LaneWork.ISSUANCE, B, 1_000);
    put(LaneWork.ISSUANCE, C, 1);
    assertThat(take(3)).extracting(Asked::key).containsExactly(A, B, C);
    assertThat(take(4)).extracting(Asked::key).containsExactly(A, B, A, B);
  }

  @Test
  void kindsOfWorkHaveTheirShares() throws InterruptedException {
    for (LaneWork work : LaneWork.values()) {
      put(work, A, 1_000);
    }
    List<Asked> taken = take(1_500);
    for (LaneWork work : LaneWork.values()) {
      assertThat(taken.stream().filter(asked -> asked.work() == work).count())
          .as(work.name())
          .isBetween(work.share() * 100L - 1, work.share() * 100L + 1);
    }
  }

  @Test
  void whatOneKindDoesNotUseTheOthersHave() throws InterruptedException {
    put(LaneWork.CUSTODY, A, 3);
    put(LaneWork.KEY_MAKING, null, 3);
    assertThat(take(6))
        .extracting(Asked::work)
        .filteredOn(work -> work == LaneWork.KEY_MAKING)
        .hasSize(3);
  }

  /** Also when the busy kind has nothing waiting at the very moment that the idle one comes. */
  @Test
  void aKindThatWasIdleHasNoTurnsToCatchUpOn() throws InterruptedException {
    put(LaneWork.ISSUANCE, A, 10_000);
    take(10_000);
    put(LaneWork.CUSTODY, B, 100);
    put(LaneWork.ISSUANCE, A, 100);
    assertThat(take(10).stream().filter(asked -> asked.work() == LaneWork.ISSUANCE).count())
        .isGreaterThanOrEqualTo(7);
  }

  @Test
  void aLaneThatMakesNoKeysLeavesThemToOthers() throws InterruptedException {
    put(LaneWork.KEY_MAKING, null, 1);
    assertThat(queue.poll(Duration.ofMillis(1), false)).isNull();
    put(LaneWork.ISSUANCE, A, 1);
    assertThat(queue.poll(Duration.ZERO, false)).extracting(LaneTask::key).isEqualTo(A);
    assertThat(queue.poll(Duration.ZERO, true))
        .extracting(LaneTask::work)
        .isEqualTo(LaneWork.KEY_MAKING);
  }

  @Test
  void whatWaitsIsStillServedAfterTheEnd() throws InterruptedException {
    put(LaneWork.KEY_MAKING, null, 1);
    put(LaneWork.ISSUANCE, A, 1);
    queue.close();
    assertThat(queue.put(new Asked(LaneWork.ISSUANCE, A, 1))).isFalse();
    assertThat(queue.finished()).isFalse();
    assertThat(take(2)).doesNotContainNull();
    assertThat(queue.finished()).isTrue();
    assertThat(queue.poll(Duration.ofDays(1), true)).isNull();
  }

  @Test
  void drainingTakesAll() throws InterruptedException {
    put(LaneWork.ISSUANCE, A, 3);
    put(LaneWork.STATUS, null, 2);
    assertThat(queue.size()).isEqualTo(5);
    assertThat(queue.drain()).hasSize(5);
    assertThat(queue.size()).isZero();
    assertThat(queue.poll(Duration.ZERO, true)).isNull();
  }

  /** The one that waits takes no keys, and there is nothing else; then there is nothing at all. */
  @Test
  void aLaneThatWaitsForTheEndSeesItWhenTheRestIsDrained() throws Exception {
    put(LaneWork.KEY_MAKING, null, 1);
    queue.close();
    var lane = new FutureTask<>(() -> queue.poll(Duration.ofDays(1), false));
    Thread thread = Thread.ofPlatform().start(lane);
    Until.holds("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    assertThat(queue.finished()).isFalse();
    assertThat(queue.drain()).hasSize(1);
    assertThat(lane.get(1, TimeUnit.MINUTES)).isNull();
    assertThat(queue.finished()).isTrue();
  }

  /** What the committer's pace stands on: no rest while the lanes could run dry. */
  @Test
  void tellsHowLongWhatWaitsWillTakeAtThePaceSinceTheLastLook() throws InterruptedException {
    long now = System.nanoTime() + 1;
    assertThat(queue.backlog(now)).isEmpty();
    put(LaneWork.ISSUANCE, A, 31);
    take(1);
    queue.backlog(now);
    take(10);
    now += 10_000_000;
    assertThat(queue.backlog(now)).contains(Duration.ofMillis(20));
    // Nothing was taken yet: as if one were about to be, since the last look that saw one taken.
    now += 3_000_000;
    assertThat(queue.backlog(now)).contains(Duration.ofMillis(60));
    take(20);
    now += 2_000_000;
    assertThat(queue.backlog(now)).contains(Duration.ZERO);
    now += 1;
    assertThat(queue.backlog(now)).isEmpty();
  }

  @Test
  void lanesThatTookNothingForASecondAreNotAtWork() throws InterruptedException {
    put(LaneWork.ISSUANCE, A, 2);
    take(1);
    long now = System.nanoTime() + 1;
    queue.backlog(now);
    assertThat(queue.backlog(now + 1_000_000_000)).isPresent();
    assertThat(queue.backlog(now + 1_000_000_001)).isEmpty();
  }
}
