package dev.sealwright.engine.store.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the WAL into the database on a thread of its own, a little at a time, so that no commit
 * waits until all of it is folded in.
 *
 * <p>It never blocks the writer. A checkpoint that fails loses nothing: its pages stay in the WAL
 * and are folded in by a later one, the writer's own among them.
 *
 * <p>Threads: {@link #written} by the writer, {@link #close} by one other.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  /** Mutations from one checkpoint to the next: some ten megabytes of the WAL. */
  static final int MUTATIONS = 1_000;

  private final Connection connection;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  /** Takes over a connection that nothing else uses. */
  Checkpointer(Connection connection) {
    this.connection = connection;
    this.thread = Thread.ofPlatform().name("sealwright-checkpoints").daemon().start(this::run);
  }

  /** So many mutations more are in the WAL. */
  void written(int mutations) {
    int now = waiting.addAndGet(mutations);
    if (now >= MUTATIONS && now - mutations < MUTATIONS) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      if (waiting.get() < MUTATIONS) {
        LockSupport.park(this);
        continue;
      }
      waiting.set(0);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        failing = false;
      } catch (SQLException e) {
        if (!failing) {
          LOG.warn("the write-ahead log could not be folded in; it grows until that works", e);
        }
        failing = true;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
