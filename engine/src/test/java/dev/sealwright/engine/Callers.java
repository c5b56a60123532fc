package dev.sealwright.engine;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Callers who order certificates one after another until they are told to stop, each under a token
 * of its own. Whoever is refused asks again under the same token, at the next node.
 *
 * <p>Threads: one for each caller; the methods from any.
 */
final class Callers implements AutoCloseable {
  private final List<TestEngine> nodes;
  private final AuthorityId root;
  private final String name;
  private final BiConsumer<String, Serial> told;
  private final Map<String, Serial> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private final AtomicLong longest = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param name of them all, with which their tokens begin
   * @param told of each certificate, on the caller's thread
   */
  Callers(
      List<TestEngine> nodes,
      AuthorityId root,
      String name,
      int count,
      BiConsumer<String, Serial> told) {
    this.nodes = nodes;
    this.root = root;
    this.name = name;
    this.told = told;
    for (int i = 0; i < count; i++) {
      int number = i;
      running.add(threads.submit(() -> work(number)));
    }
  }

  private void work(int number) {
    for (int i = 0; !stopping; i++) {
      String token = name + "-" + number + "-" + i;
      Serial serial = issue(token, number + i);
      long now = System.nanoTime();
      longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
      acknowledged.put(token, serial);
      told.accept(token, serial);
    }
  }

  private Serial issue(String token, int start) {
    for (int attempt = 0; ; attempt++) {
      TestEngine node = nodes.get((start + attempt) % nodes.size());
      try {
        return node.engine.issue(order(root, token, node.clock.instant()));
      } catch (CaException e) {
        switch (e.failure()) {
          case STORE_UNAVAILABLE, OUTCOME_UNKNOWN, IN_PROGRESS, BUSY -> refusals.incrementAndGet();
          default -> throw e;
        }
        pause();
      }
    }
  }

  /** The order under a token, which is the same whoever gives it. */
  static Order order(AuthorityId root, String token, Instant now) {
    Claim claim =
        new Claim(
            "IssueCertificate",
            token,
            Octets.copyOf(token.getBytes(StandardCharsets.UTF_8)),
            now.plus(Duration.ofMinutes(5)));
    return TestEngine.leafOrder(root, token, claim);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Of all whose token was answered. */
  Map<String, Serial> acknowledged() {
    return acknowledged;
  }

  /** How often a caller had to ask again. */
  int refusals() {
    return refusals.get();
  }

  /** The longest time in which nobody was answered, since it was last asked. */
  Duration longestGap() {
    return Duration.ofNanos(longest.getAndSet(0));
  }

  /** Waits until so many more are acknowledged. */
  void await(int more) {
    int before = acknowledged.size();
    Until.holds(
        more + " more certificates",
        () -> acknowledged.size() >= before + more || running.stream().anyMatch(Future::isDone));
    if (acknowledged.size() < before + more) {
      close(); // throws what ended one of them
      throw new AssertionError("they stopped");
    }
  }

  /** Returns when the last of them was answered. */
  @Override
  public void close() {
    stopping = true;
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new AssertionError("a caller failed", e.getCause());
      }
    }
    threads.close();
  }
}
