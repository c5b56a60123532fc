package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The queue before the lanes under interleavings that Lincheck chooses.
 *
 * <p>Checked of calls that do not wait: what all threads saw could have happened one call after the
 * other, in the order of turns too, so what {@link LaneQueueTest} says of one thread holds for
 * many. Checked of calls that wait: each task that was put is taken exactly once, each waiter is
 * woken by what it may take or by the end, and after the end nothing gets in.
 *
 * <p>Not checked: that a wait ends when its patience does, since time does not pass here, and more
 * threads than three.
 */
class LaneQueueInterleavingTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final int INVOCATIONS = 300;
  private static final int KINDS = 3;

  private record Numbered(LaneWork work, @Nullable KeyId key, int number) implements LaneTask {
    /** One of three kinds for one of two CAs. */
    static Numbered of(int kind, int number) {
      return switch (kind) {
        case 0 -> new Numbered(LaneWork.ISSUANCE, new KeyId(new UUID(0, number % 2)), number);
        case 1 -> new Numbered(LaneWork.STATUS, new KeyId(new UUID(0, number % 2)), number);
        default -> new Numbered(LaneWork.KEY_MAKING, null, number);
      };
    }

    @Override
    public Runnable run(KeySession session) {
      throw new AssertionError("only queued");
    }

    @Override
    public void abandon(CaException reason) {
      throw new AssertionError("only queued", reason);
    }
  }

  @Test
  void callsThatDoNotWaitHaveAnOrder() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(10)
        .invocationsPerIteration(200)
        .check(Queue.class);
  }

  /** Without waiting, since a call that waits has no place in an order of calls. */
  @Param(name = "kind", gen = IntGen.class, conf = "0:2")
  @Param(name = "number", gen = IntGen.class, conf = "1:4")
  public static final class Queue {
    private final LaneQueue queue = new LaneQueue();

    @Operation
    public boolean put(@Param(name = "kind") int kind, @Param(name = "number") int number) {
      return queue.put(Numbered.of(kind, number));
    }

    @Operation
    public String poll(boolean makesKeys) throws InterruptedException {
      return String.valueOf(queue.poll(Duration.ZERO, makesKeys));
    }

    @Operation
    public String drain() {
      return queue.drain().toString();
    }

    @Operation
    public int size() {
      return queue.size();
    }

    @Operation
    public boolean finished() {
      return queue.finished();
    }

    @Operation
    public void close() {
      queue.close();
    }
  }

  /**
   * Two lanes, of which one makes no keys, and work of three kinds; the end comes when all was
   * taken, so that nobody is woken by it, or at once, so that somebody has to be.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyTaskIsTakenOnceAndTheEndWakesWhoWaits(boolean endsAtOnce) {
    Lincheck.runConcurrentTest(INVOCATIONS, () -> work(endsAtOnce));
  }

  private static void work(boolean endsAtOnce) {
    LaneQueue queue = new LaneQueue();
    CountDownLatch open = new CountDownLatch(endsAtOnce ? 0 : KINDS);
    Lane maker = new Lane(queue, true, open);
    Lane other = new Lane(queue, false, open);
    maker.thread.start();
    other.thread.start();
    List<LaneTask> put = new ArrayList<>();
    for (int kind = 0; kind < KINDS; kind++) {
      Numbered task = Numbered.of(kind, kind);
      if (queue.put(task)) {
        put.add(task);
      }
    }
    try {
      open.await();
      queue.close();
      boolean late = queue.put(Numbered.of(0, KINDS));
      maker.thread.join();
      other.thread.join();
      require(put.size() == KINDS && !late, "refused before the end, or taken after it");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    List<LaneTask> taken = new ArrayList<>(maker.taken);
    taken.addAll(other.taken);
    require(taken.size() == KINDS && taken.containsAll(put), "lost or taken twice");
    require(
        other.taken.stream().noneMatch(task -> task.work() == LaneWork.KEY_MAKING),
        "a key for a lane that makes none");
    require(queue.finished(), "not at its end");
  }

  /** A lane as far as the queue is concerned: takes until nothing will come any more. */
  private static final class Lane {
    private final List<LaneTask> taken = new ArrayList<>();
    private final Thread thread;

    Lane(LaneQueue queue, boolean makesKeys, CountDownLatch open) {
      this.thread =
          new Thread(() -> {
            try {
              LaneTask task = queue.poll(FOR_EVER, makesKeys);
              while (task != null) {
                taken.add(task);
                open.countDown();
                task = queue.poll(FOR_EVER, makesKeys);
              }
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /** Lincheck does not go together with AssertJ: it compares the receivers of calls. */
  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
