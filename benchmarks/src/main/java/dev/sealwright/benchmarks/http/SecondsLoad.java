package dev.sealwright.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import dev.sealwright.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Callers that connect to a server and keep it busy, counting for each second what they got.
 *
 * <p>Threads: a platform thread for each connection; {@link #run} is called by one at a time.
 */
final class SecondsLoad {
  private final List<byte[]> bodies = new ArrayList<>();
  private final LongAdder failed = new LongAdder();

  /** Orders for the CA. */
  SecondsLoad(RootAuthority authority) {
    for (var csr : Requests.distinct(HttpBenchmark.REQUESTS)) {
      bodies.add(authority.order(new String(csr.toArray(), US_ASCII), "").getBytes(UTF_8));
    }
  }

  /**
   * Calls for as long as it is told, with new connections.
   *
   * @param seconds at least 1
   * @return certificates answered in each second, the first one first
   */
  List<Long> run(URI endpoint, int seconds) throws InterruptedException {
    var answered = new AtomicLongArray(seconds);
    ExecutorService callers = Executors.newFixedThreadPool(HttpBenchmark.CONNECTIONS);
    long begin = System.nanoTime();
    for (int i = 0; i < HttpBenchmark.CONNECTIONS; i++) {
      callers.execute(() -> call(endpoint, begin, answered));
    }
    callers.shutdown();
    if (!callers.awaitTermination(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a caller hangs");
    }
    List<Long> counts = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      counts.add(answered.get(second));
    }
    return counts;
  }

  /** Orders that got anything but a certificate, in all runs. */
  long failed() {
    return failed.sum();
  }

  private void call(URI endpoint, long begin, AtomicLongArray answered) {
    var random = ThreadLocalRandom.current();
    try (var api = new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR)) {
      while (second(begin) < answered.length()) {
        ApiAnswer answer = order(api, bodies.get(random.nextInt(bodies.size())));
        int second = second(begin);
        if (!answer.ok()) {
          failed.increment();
        } else if (second < answered.length()) {
          answered.incrementAndGet(second);
        }
      }
    }
  }

  private static ApiAnswer order(ApiConnection api, byte[] body) {
    try {
      return api.call("IssueCertificate", body);
    } catch (IOException e) {
      return new ApiAnswer(0, e.toString());
    }
  }

  private static int second(long begin) {
    return Math.toIntExact((System.nanoTime() - begin) / Duration.ofSeconds(1).toNanos());
  }
}
