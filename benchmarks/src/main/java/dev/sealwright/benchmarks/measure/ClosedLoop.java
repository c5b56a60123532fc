package dev.sealwright.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Callers that each make one call after the other.
 *
 * <p>Threads: a platform thread for each caller, since a read that blocks costs it one system call
 * and no detour over a poller; rounds are run by one thread, one after the other.
 */
public final class ClosedLoop {
  private static final long MOST_MICROS = Duration.ofMinutes(1).toNanos() / 1000;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** One caller, used by one thread at a time. */
  @FunctionalInterface
  public interface Caller {
    /**
     * Makes one call and waits for its answer.
     *
     * @return false when it was refused as one too many
     * @throws IOException for every answer that is none of both
     */
    boolean call() throws IOException;

    /** Makes ready for a round before its clock starts: connects, if connections are not kept. */
    default void prepare() throws IOException {}
  }

  private final List<? extends Caller> callers;
  private final LongAdder done = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Recorder latencies = new Recorder(MOST_MICROS, 3);

  public ClosedLoop(List<? extends Caller> callers) {
    this.callers = List.copyOf(callers);
  }

  /**
   * Runs one round.
   *
   * @return for {@link Turns}: {@code rate} and {@code done} of calls that were answered, {@code
   *     refused}, {@code errors}, {@code cpu_us} of this process for each call, percentiles
   */
  public String round(Duration length) throws InterruptedException {
    done.reset();
    refused.reset();
    errors.reset();
    callers.forEach(this::prepare);
    latencies.reset();
    long cpu = SYSTEM.getProcessCpuTime();
    long begin = System.nanoTime();
    call(begin + length.toNanos());
    double seconds = (System.nanoTime() - begin) / 1e9;
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    long calls = Math.max(1, done.sum() + refused.sum() + errors.sum());
    Histogram seen = latencies.getIntervalHistogram();
    return String.format(
        Locale.ROOT,
        "%s=%.3f done=%d refused=%d errors=%d cpu_us=%.3f p50_ms=%.3f p99_ms=%.3f p99.9_ms=%.3f",
        Contender.RATE,
        done.sum() / seconds,
        done.sum(),
        refused.sum(),
        errors.sum(),
        cpu / 1e3 / calls,
        seen.getValueAtPercentile(50) / 1e3,
        seen.getValueAtPercentile(99) / 1e3,
        seen.getValueAtPercentile(99.9) / 1e3);
  }

  private void call(long end) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(callers.size());
    callers.forEach(caller -> threads.execute(() -> call(caller, end)));
    threads.shutdown();
    if (!threads.awaitTermination(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a caller hangs");
    }
  }

  private void prepare(Caller caller) {
    try {
      caller.prepare();
    } catch (IOException e) {
      error(e);
    }
  }

  private void call(Caller caller, long end) {
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      try {
        boolean answered = caller.call();
        latencies.recordValue(Math.min(MOST_MICROS, (System.nanoTime() - now) / 1000));
        (answered ? done : refused).increment();
      } catch (IOException e) {
        error(e);
      }
    }
  }

  /** Counts them all and shows the first. */
  private void error(IOException what) {
    errors.increment();
    if (told.compareAndSet(false, true)) {
      System.err.println("a call failed: " + what);
    }
  }
}
