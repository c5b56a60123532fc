package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.queue.BatchQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * One thread offers as fast as it can, another takes batches.
 *
 * <p>The score of {@code offer} is the items that got through a {@link BatchQueue}; that of {@code
 * take} is the batches they travelled in. Their sum, which JMH prints too, means nothing.
 *
 * <p>JMH goes on calling after the measurement until each thread has ended its own. Whoever waited
 * for the other then could wait for ever, so from there on neither does; before that the other is
 * still calling.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class QueueHandOff {
  /** The bound of the line of certificates. */
  private static final int BOUND = 2048;

  /** As many as the committer takes at once. */
  private static final int BATCH = 256;

  private BatchQueue<Object> queue;

  @Setup(Level.Iteration)
  public void queue() {
    queue = new BatchQueue<>(BOUND);
  }

  /** The taker's list. */
  @State(Scope.Thread)
  public static class Batch {
    private final List<Object> items = new ArrayList<>(BATCH);
  }

  /** An offer that is refused is made again: an operation is an item that was accepted. */
  @Benchmark
  @Group("handOff")
  @GroupThreads(1)
  public void offer(Control control) {
    while (!queue.offer(this) && !control.stopMeasurement) {
      Thread.onSpinWait();
    }
  }

  /** Waits when there is nothing, as the line does. */
  @Benchmark
  @Group("handOff")
  @GroupThreads(1)
  public int take(Batch batch, Control control) throws InterruptedException {
    if (control.stopMeasurement) {
      return 0;
    }
    batch.items.clear();
    return queue.take(batch.items, BATCH);
  }
}
