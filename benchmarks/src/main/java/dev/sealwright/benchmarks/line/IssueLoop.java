package dev.sealwright.benchmarks.line;

import com.sun.management.OperatingSystemMXBean;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Callers of {@link dev.sealwright.engine.CaEngine#issue}, virtual threads as in the server: closed
 * loops that saturate the line, or an open loop at a rate.
 *
 * <p>Threads: the rounds are run by one thread, one after the other.
 */
public final class IssueLoop {
  private static final long MOST_MICROS = Duration.ofMinutes(1).toNanos() / 1000;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /**
   * What a round gave.
   *
   * @param cpuMicros of the whole process, for each certificate
   * @param latencies in microseconds
   */
  public record Round(
      double perSecond,
      double cpuMicros,
      double batch,
      double commitsPerSecond,
      Histogram latencies) {}

  private final CaUnderLoad authority;
  private final List<Octets> requests;
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final List<Serial> sample = new ArrayList<>();

  public IssueLoop(CaUnderLoad authority, List<Octets> requests) {
    this.authority = authority;
    this.requests = requests;
  }

  /** How many certificates were acknowledged in all rounds. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /** How many orders of the open loop were refused since the line was full. */
  public long refused() {
    return refused.sum();
  }

  /** Some of their serials. */
  public List<Serial> sample() {
    synchronized (sample) {
      return List.copyOf(sample);
    }
  }

  /** As many as a number of callers get, each with one request at a time. */
  public Round saturate(int callers, Duration length) throws InterruptedException {
    return measured((recorder, trouble) -> {
      long end = System.nanoTime() + length.toNanos();
      var done = new CountDownLatch(callers);
      for (int i = 0; i < callers; i++) {
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                  issue(now, recorder);
                }
              } catch (RuntimeException e) {
                trouble.set(e);
              } finally {
                done.countDown();
              }
            });
      }
      done.await();
    });
  }

  /** Requests at a steady rate; latencies count from when each was due, not from when it left. */
  public Round atRate(double perSecond, Duration length) throws InterruptedException {
    return measured((recorder, trouble) -> {
      int count = (int) (perSecond * length.toNanos() / 1e9);
      var done = new CountDownLatch(count);
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = begin + (long) (i * 1e9 / perSecond);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        Thread.ofVirtual()
            .start(() -> {
              try {
                issue(due, recorder);
              } catch (CaException e) {
                // An answer like any other when the rate is more than the line can take.
                if (e.failure() == Failure.BUSY) {
                  refused.increment();
                } else {
                  trouble.set(e);
                }
              } catch (RuntimeException e) {
                trouble.set(e);
              } finally {
                done.countDown();
              }
            });
      }
      done.await();
    });
  }

  private void issue(long since, Recorder recorder) {
    var random = ThreadLocalRandom.current();
    Octets csr = requests.get(random.nextInt(requests.size()));
    Serial serial = authority.engine().issue(authority.order(csr));
    recorder.recordValue(Math.min(MOST_MICROS, (System.nanoTime() - since) / 1000));
    acknowledged.increment();
    if (random.nextInt(1000) == 0) {
      synchronized (sample) {
        sample.add(serial);
      }
    }
  }

  private interface Load {
    void run(Recorder recorder, AtomicReference<RuntimeException> trouble)
        throws InterruptedException;
  }

  private Round measured(Load load) throws InterruptedException {
    var recorder = new Recorder(MOST_MICROS, 3);
    var trouble = new AtomicReference<RuntimeException>();
    double mutations = mutations();
    long commits = commits();
    long issued = acknowledged();
    long cpu = SYSTEM.getProcessCpuTime();
    long begin = System.nanoTime();
    load.run(recorder, trouble);
    double seconds = (System.nanoTime() - begin) / 1e9;
    cpu = SYSTEM.getProcessCpuTime() - cpu;
    issued = acknowledged() - issued;
    commits = commits() - commits;
    mutations = mutations() - mutations;
    if (trouble.get() != null) {
      throw new IllegalStateException("an order was refused", trouble.get());
    }
    return new Round(
        issued / seconds,
        cpu / 1e3 / issued,
        mutations / commits,
        commits / seconds,
        recorder.getIntervalHistogram());
  }

  private long commits() {
    return authority.metrics().get("sealwright.commit").timer().count();
  }

  private double mutations() {
    return authority.metrics().get("sealwright.commit.batch").summary().totalAmount();
  }
}
