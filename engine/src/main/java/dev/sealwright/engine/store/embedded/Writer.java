package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.sql.RecordWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one connection that writes.
 *
 * <p>Threads: one at a time, by contract; the lock is there for {@link #close}, which may come from
 * another and must not meet a commit half way.
 */
final class Writer implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final RecordWriter records;

  /** False while a batch is under way, and for good when one ended in any other way than well. */
  private boolean usable = true;

  /** Takes the connection over; nothing may be under way on it. */
  Writer(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    records =
        new RecordWriter(
            connection,
            SqliteDialect.TEXTS,
            SqliteDialect.forgetting(connection),
            new NumberedCertificates(connection),
            new RememberedCounts(connection));
  }

  List<Outcome> commit(List<Mutation> batch) {
    lock.lock();
    try {
      if (!usable) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            "the store is closed, or a commit failed and it must be opened anew");
      }
      usable = false;
      List<Outcome> outcomes = applyAll(batch);
      usable = true;
      return outcomes;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the batch could not be committed", e);
    } finally {
      lock.unlock();
    }
  }

  /** Committed when it returns; rolled back as far as that is still possible when it throws. */
  private List<Outcome> applyAll(List<Mutation> batch) throws SQLException {
    boolean committed = false;
    try {
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Mutation mutation : batch) {
        outcomes.add(records.apply(mutation));
      }
      records.flush();
      connection.commit();
      committed = true;
      return outcomes;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  /** The failure that led here is the one to report: one of the rollback adds nothing to it. */
  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite rolls back by itself on a full disk or an I/O error; then there is nothing to undo.
    }
  }

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      usable = false;
      // Closes the statements too.
      connection.close();
    } finally {
      lock.unlock();
    }
  }
}
