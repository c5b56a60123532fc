package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.sql.Queries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A few connections that can only read; each query is one statement, so it sees one moment.
 *
 * <p>Threads: any. A native call pins the carrier of a virtual thread, so the number of connections
 * also bounds how many carriers the store can hold.
 */
final class Readers implements Queries, AutoCloseable {
  private record Reader(Connection connection, Map<String, PreparedStatement> prepared) {
    PreparedStatement prepare(String query) throws SQLException {
      PreparedStatement known = prepared.get(query);
      if (known == null) {
        known = connection.prepareStatement(query);
        prepared.put(query, known);
      }
      return known;
    }
  }

  private final ArrayBlockingQueue<Reader> idle;
  private final Duration wait;
  private int open;
  private volatile boolean closed;

  /**
   * Opens all connections.
   *
   * @param wait how long a query waits for a connection before it is refused (INVARIANT I13)
   */
  Readers(DataSource source, int connections, Duration wait) throws SQLException {
    this.idle = new ArrayBlockingQueue<>(connections);
    this.wait = wait;
    boolean complete = false;
    try {
      while (open < connections) {
        idle.add(new Reader(queryOnly(source), new HashMap<>()));
        open++;
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private static Connection queryOnly(DataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  @Override
  public <T> List<T> list(String query, Parameters parameters, Row<T> row) {
    Reader reader = take();
    try {
      PreparedStatement statement = reader.prepare(query);
      parameters.bind(statement);
      List<T> rows = new ArrayList<>();
      // Closing the rows ends the snapshot: one left open would keep the WAL from being cut.
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store could not be read", e);
    } catch (CaException | IllegalArgumentException e) {
      // The values' own checks refused what is on record; a caller is not to blame for that.
      throw new CaException(Failure.RECORD_UNREADABLE, "a record does not read back", e);
    } finally {
      idle.add(reader);
    }
  }

  private Reader take() {
    Reader reader = closed ? null : poll();
    if (reader == null) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE,
          closed ? "the store is closed" : "every connection of the store is busy");
    }
    return reader;
  }

  private @Nullable Reader poll() {
    // An interrupted thread, such as at shut-down, may still have one that is free.
    Reader free = idle.poll();
    if (free != null) {
      return free;
    }
    try {
      return idle.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaException(
          Failure.STORE_UNAVAILABLE, "interrupted while waiting for a connection", e);
    }
  }

  /** Waits for queries under way, each as long as a query would wait for a connection. */
  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    while (open > 0) {
      // The waiting poll alone would refuse an interrupted thread that only wants to clean up.
      Reader reader = idle.poll();
      if (reader == null) {
        reader = poll();
      }
      if (reader == null) {
        throw new SQLException("a query does not end");
      }
      open--;
      reader.connection().close();
    }
  }
}
