package dev.sealwright.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import dev.sealwright.benchmarks.line.Contender;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.line.Turns;
import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import dev.sealwright.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;
import org.HdrHistogram.Recorder;

/**
 * The process of the callers: kept connections, each with one IssueCertificate at a time.
 *
 * <p>Threads: a platform thread for each connection, since a read that blocks costs it one system
 * call and no detour over a poller.
 */
final class HttpLoad {
  private static final long MOST_MICROS = Duration.ofMinutes(1).toNanos() / 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String BUSY = "ThrottlingException";

  private final List<ApiConnection> connections = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final LongAdder issued = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Recorder latencies = new Recorder(MOST_MICROS, 3);

  private HttpLoad() {}

  /**
   * Makes a CA, then takes turns.
   *
   * @param arguments endpoint, KeyAlgorithm and SigningAlgorithm of the API, then the certificate
   *     to trust when the endpoint speaks TLS
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, GeneralSecurityException {
    URI endpoint = URI.create(arguments[0]);
    SocketFactory sockets =
        arguments.length > 3
            ? ServerCertificate.sockets(Path.of(arguments[3]))
            : SocketFactory.getDefault();
    var load = new HttpLoad();
    for (int i = 0; i < HttpBenchmark.CONNECTIONS; i++) {
      load.connections.add(
          new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR, sockets, TIMEOUT));
    }
    RootAuthority authority =
        RootAuthority.create(load.connections.getFirst(), "Benchmark", arguments[1], arguments[2]);
    for (var csr : Requests.distinct(HttpBenchmark.REQUESTS)) {
      load.bodies.add(authority.order(new String(csr.toArray(), US_ASCII), "").getBytes(UTF_8));
    }
    Turns.take(load::round);
    load.connections.forEach(ApiConnection::close);
  }

  private String round(Duration length) throws InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    latencies.reset();
    issued.reset();
    refused.reset();
    errors.reset();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    ExecutorService callers = Executors.newFixedThreadPool(connections.size());
    connections.forEach(api -> callers.execute(() -> call(api, begin + length.toNanos())));
    callers.shutdown();
    if (!callers.awaitTermination(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a caller hangs");
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    cpu = system.getProcessCpuTime() - cpu;
    var seen = latencies.getIntervalHistogram();
    long count = issued.sum();
    return Contender.RATE
        + "="
        + count / seconds
        + " issued="
        + count
        + " refused="
        + refused.sum()
        + " errors="
        + errors.sum()
        + " cpu_us="
        + cpu / 1e3 / (count + refused.sum() + errors.sum())
        + " p50_ms="
        + seen.getValueAtPercentile(50) / 1e3
        + " p99_ms="
        + seen.getValueAtPercentile(99) / 1e3
        + " p99.9_ms="
        + seen.getValueAtPercentile(99.9) / 1e3;
  }

  private void call(ApiConnection api, long end) {
    var random = ThreadLocalRandom.current();
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      try {
        ApiAnswer answer = api.call("IssueCertificate", bodies.get(random.nextInt(bodies.size())));
        latencies.recordValue(Math.min(MOST_MICROS, (System.nanoTime() - now) / 1000));
        if (answer.ok()) {
          issued.increment();
        } else if (answer.error().equals(BUSY)) {
          refused.increment();
        } else {
          error(answer.body());
        }
      } catch (IOException e) {
        error(e.toString());
      }
    }
  }

  /** Counts them all and shows the first. */
  private void error(String what) {
    errors.increment();
    if (told.compareAndSet(false, true)) {
      System.err.println("an order failed: " + what);
    }
  }
}
