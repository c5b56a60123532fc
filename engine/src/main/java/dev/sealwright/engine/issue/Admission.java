package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.AuthorityId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The places on the line, from admission to answer (INVARIANT I13).
 *
 * <p>A CA may hold at most eight times as many places as are free. One alone gets eight ninths of
 * the line, two get eight seventeenths each, and whoever comes next always finds some: a flood for
 * one CA is not an outage of the others.
 *
 * <p>Threads: shared.
 */
final class Admission {
  private static final int SHARE = 8;

  private final int bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();

  // Guarded by the lock.
  private final Map<AuthorityId, Integer> held = new HashMap<>();
  private int taken;

  /**
   * @param bound places, at least 1
   */
  Admission(int bound) {
    this.bound = bound;
  }

  /** Whether a draft of the CA would be admitted now. */
  boolean hasRoom(AuthorityId authority) {
    lock.lock();
    try {
      return mayTake(authority);
    } finally {
      lock.unlock();
    }
  }

  /** False at once when there is no place for this CA. */
  boolean tryTake(AuthorityId authority) {
    lock.lock();
    try {
      if (!mayTake(authority)) {
        return false;
      }
      take(authority);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for any free place, for work that was admitted in an earlier run. */
  void takeAnyway(AuthorityId authority) {
    lock.lock();
    try {
      while (taken >= bound) {
        returned.awaitUninterruptibly();
      }
      take(authority);
    } finally {
      lock.unlock();
    }
  }

  void giveBack(AuthorityId authority) {
    lock.lock();
    try {
      held.computeIfPresent(authority, (id, places) -> places == 1 ? null : places - 1);
      taken--;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every place was given back; false when the patience ended first. */
  boolean awaitEmpty(Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (taken > 0) {
        if (nanos <= 0) {
          return false;
        }
        nanos = returned.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayTake(AuthorityId authority) {
    int free = bound - taken;
    return free > 0 && held.getOrDefault(authority, 0) < (long) SHARE * free;
  }

  private void take(AuthorityId authority) {
    held.merge(authority, 1, Integer::sum);
    taken++;
  }
}
