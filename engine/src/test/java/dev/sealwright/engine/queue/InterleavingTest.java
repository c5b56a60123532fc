package dev.sealwright.engine.queue;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queue and ticket under interleavings that Lincheck chooses: whatever the threads saw could have
 * happened one call after the other.
 */
class InterleavingTest {

  @ParameterizedTest
  @ValueSource(classes = {Queue.class, Claim.class})
  void chosenInterleavingsHaveAnOrder(Class<?> subject) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .iterations(8)
        .invocationsPerIteration(200)
        .check(subject);
  }

  /** Two places, and batches of two. */
  @Param(name = "item", gen = IntGen.class, conf = "1:3")
  public static final class Queue {
    private final BatchQueue<Integer> queue = new BatchQueue<>(2);

    @Operation
    public boolean offer(@Param(name = "item") int item) {
      return queue.offer(item);
    }

    @Operation
    public boolean put(@Param(name = "item") int item) {
      return queue.put(item);
    }

    /** What is there, without waiting. */
    @Operation
    public List<Integer> poll() throws InterruptedException {
      List<Integer> batch = new ArrayList<>();
      queue.poll(batch, 2, Duration.ZERO);
      return batch;
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

  /** One result, asked for without waiting. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static final class Claim {
    private final Ticket<Integer> ticket = new Ticket<>();

    @Operation
    public boolean complete(@Param(name = "value") int value) {
      return ticket.complete(value);
    }

    @Operation
    public boolean fail() {
      return ticket.fail(new CaException(Failure.BUSY, "failed"));
    }

    @Operation
    public String look() {
      try {
        return String.valueOf(ticket.await(Duration.ZERO));
      } catch (CaException e) {
        return e.failure().name();
      }
    }
  }
}
