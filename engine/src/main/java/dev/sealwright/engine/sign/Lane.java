package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.queue.BatchQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on one platform thread (INVARIANT I6).
 *
 * <p>A session that failed is closed and another is opened, tried again every second. While there
 * is none, tasks fail at once instead of piling up.
 */
final class Lane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final LaneGroup group;
  private final KeyVault vault;
  private final BatchQueue<LaneTask> queue;
  private @Nullable KeySession session;
  private boolean complained;

  Lane(LaneGroup group, KeyVault vault, BatchQueue<LaneTask> queue) {
    this.group = group;
    this.vault = vault;
    this.queue = queue;
  }

  @Override
  public void run() {
    List<LaneTask> next = new ArrayList<>(1);
    try {
      while (!queue.finished()) {
        openIfNone();
        if (queue.poll(next, 1, RETRY) > 0) {
          work(next.getFirst());
          next.clear();
        }
      }
    } catch (InterruptedException e) {
      LOG.error("vault {}: a lane was interrupted", vault.name(), e);
    } finally {
      closeSession();
    }
  }

  /** Also while nothing is asked of it, so that readiness comes back with the vault. */
  private void openIfNone() {
    if (session != null) {
      return;
    }
    try {
      session();
      complained = false;
    } catch (CaException e) {
      if (!complained) {
        complained = true;
        LOG.warn("vault {}: no session: {}", vault.name(), e.getMessage());
      }
    }
  }

  private void work(LaneTask task) {
    String circuit = group.circuit();
    if (circuit != null) {
      task.abandon(new CaException(Failure.TOKEN_UNAVAILABLE, circuit));
      return;
    }
    try {
      task.run(session());
    } catch (CaException e) {
      // After a secret that does not open, the session is closed too: see KeySession.
      if (e.failure() == Failure.TOKEN_UNAVAILABLE || e.failure() == Failure.RECORD_UNREADABLE) {
        LOG.warn("vault {}: session dropped: {}", vault.name(), e.getMessage());
        closeSession();
      }
      task.abandon(e);
    } catch (RuntimeException e) {
      // Unclassified: the session is not trusted any more.
      LOG.error("vault {}: a task broke its lane", vault.name(), e);
      closeSession();
      task.abandon(new CaException(Failure.INTERNAL, "a lane task failed", e));
    }
  }

  private KeySession session() {
    KeySession open = session;
    if (open == null) {
      open = vault.open();
      session = open;
      group.sessionOpened();
    }
    return open;
  }

  private void closeSession() {
    KeySession open = session;
    if (open == null) {
      return;
    }
    session = null;
    group.sessionClosed();
    try {
      open.close();
    } catch (CaException e) {
      LOG.warn("vault {}: session did not close: {}", vault.name(), e.getMessage());
    }
  }
}
