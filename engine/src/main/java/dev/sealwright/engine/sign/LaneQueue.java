package dev.sealwright.engine.sign;

import dev.sealwright.engine.key.KeyId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the lanes of one vault.
 *
 * <p>Turns go to the kinds of work by their shares (stride scheduling: each turn moves its kind on
 * by the inverse of its share, and the one that is furthest behind is next), within a kind from key
 * to key, and for one key in the order of arrival. So no CA waits for more than one turn of every
 * other, however much they ask for.
 *
 * <p>Without a bound of its own: what comes here was counted where it was admitted (INVARIANT I13).
 *
 * <p>Threads: shared.
 */
final class LaneQueue {
  /** Divided by every share. */
  private static final long STRIDE = 8;

  /** Lanes that took nothing for so long are not at work, whatever waits. */
  private static final long STANDSTILL = Duration.ofSeconds(1).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();

  // Everything below is guarded by the lock.
  private final Map<LaneWork, Line> lines = new EnumMap<>(LaneWork.class);
  private int size;

  /** Where the kind that had the last turn stood. */
  private long now;

  private boolean closed;
  private long taken;
  private long takenBefore;
  private long lookedAt = System.nanoTime();

  /** False only when the queue is closed. */
  boolean put(LaneTask task) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      Line line = lines.computeIfAbsent(task.work(), Line::new);
      if (line.isEmpty()) {
        // Turns that it did not use while it had nothing are gone.
        line.passed = Math.max(line.passed, now);
      }
      line.add(task);
      size++;
      if (task.work() == LaneWork.KEY_MAKING) {
        notEmpty.signalAll(); // not every lane takes it
      } else {
        notEmpty.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next task; absent when there was none in time, or the queue is closed and has none.
   *
   * @param makesKeys whether the lane that asks takes KEY_MAKING too
   */
  @Nullable LaneTask poll(Duration patience, boolean makesKeys) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lockInterruptibly();
    try {
      Line next = next(makesKeys);
      while (next == null && !(closed && size == 0) && nanos > 0) {
        nanos = notEmpty.awaitNanos(nanos);
        next = next(makesKeys);
      }
      if (next == null) {
        return null;
      }
      now = next.passed;
      next.passed += STRIDE / next.work.share();
      size--;
      taken++;
      if (closed && size == 0) {
        notEmpty.signalAll();
      }
      return next.remove();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long the lanes will be busy with what waits, at the pace since this was asked last; absent
   * when they are not at work. To be asked by one.
   *
   * @param now as {@link System#nanoTime} has it
   */
  Optional<Duration> backlog(long now) {
    lock.lock();
    try {
      long recent = taken - takenBefore;
      long elapsed = now - lookedAt;
      if (recent == 0 && (size == 0 || elapsed > STANDSTILL)) {
        return Optional.empty();
      }
      if (recent > 0) {
        takenBefore = taken;
        lookedAt = now;
      }
      return Optional.of(Duration.ofNanos(size * elapsed / Math.max(1, recent)));
    } finally {
      lock.unlock();
    }
  }

  /** Everything that waits, taken out at once; lanes that wait for the end see it. */
  List<LaneTask> drain() {
    lock.lock();
    try {
      List<LaneTask> waiting = new ArrayList<>(size);
      for (Line line : lines.values()) {
        while (!line.isEmpty()) {
          waiting.add(line.remove());
        }
      }
      size = 0;
      if (closed) {
        notEmpty.signalAll();
      }
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits and nothing will come any more. */
  boolean finished() {
    lock.lock();
    try {
      return closed && size == 0;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new tasks from now on; lanes still get what waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Line next(boolean makesKeys) {
    if (size == 0) {
      return null;
    }
    Line best = null;
    for (Line line : lines.values()) {
      if (!line.isEmpty()
          && (makesKeys || line.work != LaneWork.KEY_MAKING)
          && (best == null || line.passed < best.passed)) {
        best = line;
      }
    }
    return best;
  }

  /** The tasks of one kind. */
  private static final class Line {
    private static final Object NO_KEY = new Object();

    private final LaneWork work;
    private final Map<Object, ArrayDeque<LaneTask>> tasks = new HashMap<>();

    /** The keys with tasks, the one whose turn is next first. */
    private final ArrayDeque<Object> turns = new ArrayDeque<>();

    private long passed;

    Line(LaneWork work) {
      this.work = work;
    }

    boolean isEmpty() {
      return turns.isEmpty();
    }

    void add(LaneTask task) {
      KeyId key = task.key();
      Object owner = key == null ? NO_KEY : key;
      ArrayDeque<LaneTask> own = tasks.get(owner);
      if (own == null) {
        own = new ArrayDeque<>();
        tasks.put(owner, own);
        turns.addLast(owner);
      }
      own.addLast(task);
    }

    LaneTask remove() {
      Object owner = turns.removeFirst();
      ArrayDeque<LaneTask> own = tasks.get(owner);
      if (own == null) {
        throw new IllegalStateException("a turn without a task");
      }
      LaneTask task = own.removeFirst();
      if (own.isEmpty()) {
        tasks.remove(owner);
      } else {
        turns.addLast(owner);
      }
      return task;
    }
  }
}
