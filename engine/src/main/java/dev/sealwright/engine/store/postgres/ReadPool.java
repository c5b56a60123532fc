package dev.sealwright.engine.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.sql.Queries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A pool of connections that only read, of the server that leads. Threads: any. */
final class ReadPool implements Queries, AutoCloseable {
  /** How long a query waits for a connection before it is refused (INVARIANT I13). */
  private static final Duration WAIT = Duration.ofSeconds(5);

  private static final int TRIES = 3;

  private final HikariDataSource pool;

  ReadPool(DataSource source, int connections) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("sealwright-readers");
    config.setReadOnly(true);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  /** A query that a lost connection ended is asked anew: it changed nothing. */
  @Override
  public <T> List<T> list(String query, Parameters parameters, Row<T> row) {
    long end = System.nanoTime() + WAIT.toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return ask(query, parameters, row);
      } catch (SQLException e) {
        if (attempt == TRIES
            || SqlFailure.of(e) == SqlFailure.WRONG
            || System.nanoTime() > end
            || pool.isClosed()) {
          throw new CaException(Failure.STORE_UNAVAILABLE, "the store could not be read", e);
        }
      } catch (CaException | IllegalArgumentException e) {
        // The values' own checks refused what is on record; a caller is not to blame for that.
        throw new CaException(Failure.RECORD_UNREADABLE, "a record does not read back", e);
      }
    }
  }

  private <T> List<T> ask(String query, Parameters parameters, Row<T> row) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        return ask(connection, query, parameters, row);
      } catch (SQLException e) {
        if (SqlFailure.of(e) == SqlFailure.AWAY) {
          pool.evictConnection(connection);
        }
        throw e;
      }
    }
  }

  private static <T> List<T> ask(
      Connection connection, String query, Parameters parameters, Row<T> row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      parameters.bind(statement);
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    }
  }

  /** The server they lead to is not the leader any more, or says nothing. */
  void renew() {
    HikariPoolMXBean running = pool.getHikariPoolMXBean();
    if (running != null) {
      running.softEvictConnections();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
