package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The read-only connections, each lent to one thread at a time. */
final class ReaderPool implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  /** One query over a lent reader. */
  interface Query<T> {
    T run(Reader reader) throws SQLException;
  }

  private final List<Reader> all = new ArrayList<>();
  private final BlockingQueue<Reader> free;
  private volatile boolean closed;

  ReaderPool(Database database, int size) {
    this.free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      Reader reader = new Reader(database.reader());
      all.add(reader);
      free.add(reader);
    }
  }

  <T> T read(Query<T> query) {
    Reader reader = borrow();
    try {
      if (closed) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "the store is closed");
      }
      return query.run(reader);
    } catch (SQLException e) {
      throw Database.unavailable("the store could not be read", e);
    } finally {
      free.add(reader);
    }
  }

  private Reader borrow() {
    try {
      Reader reader = free.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (reader == null) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE, "no reader of the store is free for too long");
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Database.unavailable("interrupted before reading the store", e);
    }
  }

  /** Waits for the reads under way. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<Reader> returned = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      returned.add(borrow());
    }
    returned.forEach(Reader::close);
    free.addAll(returned);
  }
}
