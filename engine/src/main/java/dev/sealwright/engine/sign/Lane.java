package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on one platform thread (INVARIANT I6).
 *
 * <p>A call that does not return in time costs the lane: {@link #giveUp} takes its work from it,
 * and the thread ends when the call returns, if it ever does (INVARIANT I14).
 */
final class Lane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** How long an idle lane takes to see that its vault was lost. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final Duration SHORTEST_REST = Duration.ofMillis(200);
  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  /** A stay in the vault; {@code task} is absent while it opens or closes a session. */
  private record Stay(@Nullable LaneTask task, long since) {}

  private final KeyVault vault;
  private final VaultHealth health;
  private final LaneQueue queue;
  private final boolean makesKeys;
  private final AtomicReference<@Nullable Stay> stay = new AtomicReference<>();
  private final AtomicBoolean counted = new AtomicBoolean();
  private volatile boolean givenUp;
  private @Nullable KeySession session;
  private Duration rest = SHORTEST_REST;
  private long used = System.nanoTime();

  /**
   * @param makesKeys whether it takes KEY_MAKING too
   */
  Lane(KeyVault vault, VaultHealth health, LaneQueue queue, boolean makesKeys) {
    this.vault = vault;
    this.health = health;
    this.queue = queue;
    this.makesKeys = makesKeys;
  }

  @Override
  public void run() {
    try {
      while (!givenUp && !queue.finished()) {
        tend();
        LaneTask next = givenUp ? null : queue.poll(LOOK, makesKeys);
        if (next != null) {
          work(next);
          used = System.nanoTime();
        } else {
          keepAlive();
        }
      }
    } catch (InterruptedException e) {
      LOG.error("vault {}: a lane was interrupted", vault.name(), e);
    } finally {
      if (session != null) {
        enter(null);
        closeSession();
        leave();
      }
    }
  }

  /**
   * Gives up a lane whose stay in the vault is longer than the deadline.
   *
   * @return whether it was given up now; its work is then abandoned, its thread not to be waited
   *     for
   */
  boolean giveUp(Duration deadline) {
    Stay now = stay.get();
    if (now == null
        || System.nanoTime() - now.since() < deadline.toNanos()
        || !stay.compareAndSet(now, null)) {
      return false;
    }
    givenUp = true;
    uncount();
    LaneTask task = now.task();
    if (task != null) {
      task.abandon(
          new VaultFault(
              Remedy.RETRY, "vault " + vault.name() + ": a call did not return in time"));
    }
    return true;
  }

  boolean makesKeys() {
    return makesKeys;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Keeps a session open while the vault is well, and none while it is not. */
  private void tend() throws InterruptedException {
    if (health.obstacle() != null) {
      if (session != null) {
        enter(null);
        closeSession();
        leave();
      }
      return;
    }
    if (session != null) {
      return;
    }
    enter(null);
    try {
      openSession();
      leave();
    } catch (VaultFault e) {
      if (leave() && health.after(e, 1) == VaultHealth.Verdict.ELSEWHERE) {
        rest();
      }
    } catch (CaException e) {
      if (leave()) {
        health.lose(e.getMessage());
      }
    }
  }

  private void keepAlive() throws InterruptedException {
    KeySession idle = session;
    long rest = vault.keepAlive().toNanos();
    if (rest == 0 || idle == null || givenUp || System.nanoTime() - used < rest) {
      return;
    }
    used = System.nanoTime();
    enter(null);
    try {
      idle.keepAlive();
      leave();
    } catch (VaultFault e) {
      closeSession();
      if (leave()) {
        // A session that ended is no news: another is opened before there is work for it.
        health.after(e, 0);
      }
    }
  }

  private void work(LaneTask task) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      String obstacle = health.obstacle();
      if (obstacle != null) {
        task.abandon(new VaultFault(Remedy.RECOVER, obstacle));
        return;
      }
      enter(task);
      try {
        Runnable then = task.run(openSession());
        if (leave()) {
          health.answered();
          then.run();
        }
        return;
      } catch (VaultFault e) {
        if (e.remedy() != Remedy.ABSENT) {
          closeSession();
        }
        if (!leave()) {
          return;
        }
        switch (health.after(e, tries)) {
          case AGAIN -> {}
          case ELSEWHERE -> {
            // Its place is with those who still have a session; with none left there is no way.
            if (health.sessions() == 0 || !queue.put(task)) {
              task.abandon(e);
            }
            rest();
            return;
          }
          case GIVE_UP -> {
            task.abandon(e);
            return;
          }
        }
      } catch (CaException e) {
        // After a secret that does not open, the session is closed too: see KeySession.
        if (e.failure() == Failure.TOKEN_UNAVAILABLE || e.failure() == Failure.RECORD_UNREADABLE) {
          LOG.warn("vault {}: session dropped: {}", vault.name(), e.getMessage());
          closeSession();
        }
        if (leave()) {
          task.abandon(e);
        }
        return;
      } catch (RuntimeException e) {
        // Unclassified: the session is not trusted any more.
        LOG.error("vault {}: a task broke its lane", vault.name(), e);
        closeSession();
        if (leave()) {
          task.abandon(new CaException(Failure.INTERNAL, "a lane task failed", e));
        }
        return;
      }
    }
  }

  private void enter(@Nullable LaneTask task) {
    stay.set(new Stay(task, System.nanoTime()));
  }

  /** False when the lane was given up meanwhile: whatever it brings comes too late. */
  private boolean leave() {
    if (stay.getAndSet(null) != null) {
      return true;
    }
    givenUp = true; // perhaps before giveUp comes to say so
    return false;
  }

  private void rest() throws InterruptedException {
    Thread.sleep(rest);
    rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
  }

  private KeySession openSession() {
    KeySession open = session;
    if (open == null) {
      open = vault.open();
      session = open;
      rest = SHORTEST_REST;
      if (counted.compareAndSet(false, true)) {
        health.sessionOpened();
      }
      if (givenUp) {
        uncount();
      }
    }
    return open;
  }

  /** The sessions of lanes that were given up do not count: the vault is not waited for. */
  private void uncount() {
    if (counted.compareAndSet(true, false)) {
      health.sessionClosed();
    }
  }

  private void closeSession() {
    KeySession open = session;
    if (open == null) {
      return;
    }
    session = null;
    uncount();
    try {
      open.close();
    } catch (CaException e) {
      LOG.warn("vault {}: session did not close: {}", vault.name(), e.getMessage());
    }
  }
}
