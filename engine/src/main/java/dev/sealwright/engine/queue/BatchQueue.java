package dev.sealwright.engine.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded first-in-first-out queue whose takers get whatever is there, up to a batch.
 *
 * <p>Batches form by themselves: what arrives while the taker works on one batch is the next. There
 * is no timer that waits for a batch to fill.
 *
 * <p>Two ways in: {@link #offer} for new work, refused at the bound; {@link #put} for work that was
 * admitted earlier and comes back from its next station, never refused because the number of such
 * items is bounded where they were admitted (INVARIANT I13).
 */
public final class BatchQueue<T> {
  private final int bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param bound items waiting at once before {@link #offer} refuses, at least 1
   */
  public BatchQueue(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("the bound must be at least 1, not " + bound);
    }
    this.bound = bound;
  }

  /** Adds new work; false at once when the bound is reached or the queue is closed. */
  public boolean offer(T item) {
    lock.lock();
    try {
      if (closed || items.size() >= bound) {
        return false;
      }
      items.addLast(item);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds work that was admitted before, whatever the bound; false only when the queue is closed.
   */
  public boolean put(T item) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      items.addLast(item);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for work and moves up to {@code max} items into the list.
   *
   * @return the number moved; 0 only when the queue is closed and empty
   */
  public int take(List<? super T> into, int max) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !closed) {
        notEmpty.await();
      }
      return move(into, max);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #take}, but waits no longer than the patience.
   *
   * @return the number moved; 0 when nothing came in time, or the queue is closed and empty
   */
  public int poll(List<? super T> into, int max, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (items.isEmpty() && !closed && nanos > 0) {
        nanos = notEmpty.awaitNanos(nanos);
      }
      return move(into, max);
    } finally {
      lock.unlock();
    }
  }

  private int move(List<? super T> into, int max) {
    int moved = Math.min(max, items.size());
    for (int i = 0; i < moved; i++) {
      into.add(items.removeFirst());
    }
    if (!items.isEmpty()) {
      notEmpty.signal();
    }
    return moved;
  }

  /** Whether nothing waits and nothing will come any more. */
  public boolean finished() {
    lock.lock();
    try {
      return closed && items.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Items waiting now. */
  public int size() {
    lock.lock();
    try {
      return items.size();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses new items from now on; takers still get what waits. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
