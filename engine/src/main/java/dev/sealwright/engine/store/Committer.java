package dev.sealwright.engine.store;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.queue.BatchQueue;
import dev.sealwright.engine.queue.Ticket;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: it takes whatever mutations wait, commits them in one transaction and
 * tells each what became of it. New reservations and finished signatures meet in the same commit,
 * so one fsync serves both.
 *
 * <p>A commit that fails leaves its outcome unknown, so it halts the committer for good: the
 * mutations in it fail with OUTCOME_UNKNOWN, every waiting and later one with STORE_UNAVAILABLE,
 * and a restart reads back what is really there.
 *
 * <p>While the store says that it is in trouble ({@link Cluster#trouble}) nothing new is admitted;
 * what was admitted before waits for the store.
 *
 * <p>Threads: {@link #offer}, {@link #put} and {@link #write} from any; completions run on the
 * committer's thread and must not block.
 */
public final class Committer implements AutoCloseable {
  /** Two thirds of the throughput of 256 are there at 64; beyond 256 latency grows for little. */
  private static final int BATCH = 256;

  /** Of what the lanes have ahead of them, the part that may pass from one commit to the next. */
  private static final int PART = 4;

  private static final Duration LONGEST_REST = Duration.ofMillis(8);

  /** What is shorter costs more than the commit that it saves. */
  private static final Duration SHORTEST_REST = Duration.ofNanos(250_000);

  /** For the commits that are left at the end; a database that is away may take for ever. */
  private static final Duration LAST_COMMITS = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** Told once, on the committer's thread. */
  public interface Completion {
    void committed(Outcome outcome);

    void failed(CaException failure);
  }

  /** Tells how much the lanes have ahead of them. */
  public interface Pace {
    /**
     * For how long they have enough to do without a commit; zero when they have not, or nobody
     * knows. Asked before each commit, on the committer's thread.
     */
    Duration backlog();
  }

  /**
   * Told of every commit after it is durable and before anybody hears what became of his mutation;
   * on the committer's thread. It MUST NOT block there and must not fail.
   */
  public interface Observer {
    void committed(Mutation mutation, Outcome outcome);

    /** The batch failed: it may be on record or not, and nothing is written any more. */
    void uncertain();

    /**
     * No commit follows, and the store can still be read unless it had to be given up; on the
     * thread that ends the committer.
     */
    default void ended() {}
  }

  private record Pending(Mutation mutation, Completion completion) {}

  private final Store store;
  private final Pace pace;
  private final BatchQueue<Pending> queue;
  private final DistributionSummary batchSize;
  private final Timer commitTime;
  private final Thread thread;
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private volatile @Nullable CaException halted;

  /** When the last commit began, by {@link System#nanoTime}; the committer's thread alone. */
  private long begun = System.nanoTime();

  /**
   * @param bound new mutations waiting at once, at least 1
   */
  public Committer(Store store, int bound, MeterRegistry metrics) {
    this(store, bound, () -> Duration.ZERO, metrics);
  }

  /**
   * As above, at a pace.
   *
   * @param bound new mutations waiting at once, at least 1
   */
  public Committer(Store store, int bound, Pace pace, MeterRegistry metrics) {
    this.store = store;
    this.pace = pace;
    this.queue = new BatchQueue<>(bound);
    this.batchSize =
        DistributionSummary.builder("sealwright.commit.batch")
            .description("Mutations written by one commit")
            .publishPercentiles(0.5, 0.99)
            .register(metrics);
    this.commitTime =
        Timer.builder("sealwright.commit")
            .description("Time of one durable commit")
            .publishPercentiles(0.5, 0.99)
            .register(metrics);
    Gauge.builder("sealwright.commit.waiting", queue, BatchQueue::size)
        .description("Mutations waiting for the next commit")
        .register(metrics);
    this.thread = Thread.ofPlatform().name("sealwright-committer").start(this::run);
  }

  /**
   * Admits a new mutation.
   *
   * @throws CaException BUSY at the bound; STORE_UNAVAILABLE when halted or closed, or while the
   *     store is in trouble
   */
  public void offer(Mutation mutation, Completion completion) {
    refuseWhenHalted();
    refuseWhileInTrouble();
    if (!queue.offer(new Pending(mutation, completion))) {
      throw new CaException(Failure.BUSY, "the queue to the store is full");
    }
  }

  /**
   * Takes the next mutation of work that was admitted before; its failure reaches the completion.
   */
  public void put(Mutation mutation, Completion completion) {
    CaException reason = halted;
    if (reason != null) {
      completion.failed(reason);
    } else if (!queue.put(new Pending(mutation, completion))) {
      completion.failed(closed());
    }
  }

  /** Writes one rare mutation and waits for it; same refusals as {@link #offer}. */
  public Outcome write(Mutation mutation, Duration patience) {
    Ticket<Outcome> ticket = new Ticket<>();
    offer(
        mutation,
        new Completion() {
          @Override
          public void committed(Outcome outcome) {
            ticket.complete(outcome);
          }

          @Override
          public void failed(CaException failure) {
            ticket.fail(failure);
          }
        });
    try {
      return ticket.await(patience);
    } catch (CaException e) {
      if (e.failure() == Failure.IN_PROGRESS) {
        throw new CaException(Failure.OUTCOME_UNKNOWN, "not written in time", e);
      }
      throw e;
    }
  }

  /** Adds one who is told of every commit from now on. */
  public void observe(Observer observer) {
    observers.add(observer);
  }

  /** Why nothing can be written any more, if so; for readiness. */
  public Optional<String> haltReason() {
    return Optional.ofNullable(halted).map(CaException::getMessage);
  }

  /**
   * Writes what waits, then ends the thread and tells the observers. The store stays open, unless a
   * commit does not end: then it is closed, so that it does, and what became of that commit is not
   * known to anybody.
   */
  @Override
  public void close() {
    queue.close();
    try {
      if (!thread.join(LAST_COMMITS)) {
        LOG.warn("a commit does not end: the store is closed under it");
        giveUpStore();
        if (!thread.join(LAST_COMMITS)) {
          LOG.error("a commit does not end, although its store is closed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Observer observer : observers) {
      try {
        observer.ended();
      } catch (RuntimeException e) {
        LOG.error("an observer failed at the end", e);
      }
    }
  }

  private void giveUpStore() {
    try {
      store.close();
    } catch (RuntimeException e) {
      LOG.error("the store did not close cleanly", e);
    }
  }

  private void run() {
    List<Pending> batch = new ArrayList<>(BATCH);
    while (true) {
      rest();
      try {
        if (queue.take(batch, BATCH) == 0) {
          return;
        }
      } catch (InterruptedException e) {
        // Nobody interrupts this thread; if somebody does, stop as after a failed commit.
        halt(batch, new CaException(Failure.STORE_UNAVAILABLE, "the committer was interrupted", e));
        continue;
      }
      flush(batch);
      batch.clear();
    }
  }

  /**
   * While the lanes have enough ahead of them, commits of one or two mutations each would only take
   * the processor from them: so it lets some gather. A commit that took long has let them gather.
   */
  private void rest() {
    long part = pace.backlog().dividedBy(PART).toNanos();
    long left = Math.min(part, LONGEST_REST.toNanos()) - (System.nanoTime() - begun);
    if (left >= SHORTEST_REST.toNanos()) {
      LockSupport.parkNanos(left);
    }
  }

  private void flush(List<Pending> batch) {
    CaException reason = halted;
    if (reason != null) {
      batch.forEach(pending -> pending.completion().failed(reason));
      return;
    }
    List<Mutation> mutations = new ArrayList<>(batch.size());
    for (Pending pending : batch) {
      mutations.add(pending.mutation());
    }
    List<Outcome> outcomes;
    begun = System.nanoTime();
    try {
      outcomes = store.commit(mutations);
    } catch (CaException e) {
      halt(batch, e);
      return;
    } catch (RuntimeException e) {
      halt(batch, new CaException(Failure.STORE_UNAVAILABLE, "the store broke its contract", e));
      return;
    }
    commitTime.record(Duration.ofNanos(System.nanoTime() - begun));
    batchSize.record(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      for (Observer observer : observers) {
        show(observer, batch.get(i).mutation(), outcomes.get(i));
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      tell(batch.get(i).completion(), outcomes.get(i));
    }
  }

  private static void show(Observer observer, Mutation mutation, Outcome outcome) {
    try {
      observer.committed(mutation, outcome);
    } catch (RuntimeException e) {
      LOG.error("an observer failed after a commit", e);
    }
  }

  /** One completion's bug must not keep the others of the batch from their answer. */
  private static void tell(Completion completion, Outcome outcome) {
    try {
      completion.committed(outcome);
    } catch (RuntimeException e) {
      LOG.error("a completion failed after its commit", e);
    }
  }

  private void halt(List<Pending> batch, CaException reason) {
    LOG.error("store halted: nothing is written until a restart", reason);
    halted = reason;
    observers.forEach(Observer::uncertain);
    var unknown =
        new CaException(Failure.OUTCOME_UNKNOWN, "the store failed during the commit", reason);
    batch.forEach(pending -> pending.completion().failed(unknown));
  }

  private void refuseWhenHalted() {
    CaException reason = halted;
    if (reason != null) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store is halted", reason);
    }
  }

  private void refuseWhileInTrouble() {
    Optional<String> trouble = store.cluster().trouble();
    if (trouble.isPresent()) {
      throw new CaException(Failure.STORE_UNAVAILABLE, trouble.get());
    }
  }

  private static CaException closed() {
    return new CaException(Failure.STORE_UNAVAILABLE, "the committer is closed");
  }
}
