package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.RateLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets in a table, a draw in one statement under the lock of its row. The database's clock alone
 * says how much time has passed, so nodes need not agree about theirs.
 *
 * <p>No draw waits for the disk or for a standby: {@code synchronous_commit} is off for its
 * transaction. A draw that a failover forgets gives tokens back, which costs nobody anything.
 *
 * <p>Threads: shared; each draw takes a connection of its own for as long as it lasts.
 */
public final class PostgresRateLedger implements RateLedger {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresRateLedger.class);

  private static final long MILLION = 1_000_000;

  private static final int TRIES = 8;

  /** Whoever waits for an answer has given up by then. */
  private static final int SECONDS_FOR_A_STATEMENT = 2;

  /** Of a server that does not even answer that a statement took too long, in milliseconds. */
  private static final int SILENCE = 3_000;

  private static final long BETWEEN_SWEEPS = TimeUnit.MINUTES.toNanos(10);

  private static final String NOW =
      "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

  /** Named in a statement, it is in force for the transaction of that statement. */
  private static final String HASTY =
      "(SELECT set_config('synchronous_commit', 'off', true) AS commits) AS hasty";

  /** What a bucket holds now; in the row that would be inserted it is full. */
  private static final String FILLED =
      """
      least(excluded.filled, rate_bucket.filled - rate_bucket.drawn * 1000000
        + least(?, greatest(0, excluded.at_us - rate_bucket.at_us)) * ?)\
      """;

  /**
   * A statement reads the clock before it waits for the row, so that the row may be ahead of it: it
   * stays there, or the wait would be counted twice. A clock that was set back is followed.
   */
  private static final String DRAW =
      """
      INSERT INTO rate_bucket (bucket, filled, drawn, at_us)
      SELECT ?, ?, ?, %1$s FROM %2$s
      ON CONFLICT (bucket) DO UPDATE SET
        filled = %3$s,
        drawn = least(excluded.drawn, div(%3$s, 1000000)),
        at_us = CASE WHEN excluded.at_us < rate_bucket.at_us - 10000000 THEN excluded.at_us
          ELSE greatest(rate_bucket.at_us, excluded.at_us) END
      RETURNING drawn, filled - drawn * 1000000, at_us - %1$s\
      """
          .formatted(NOW, HASTY, FILLED);

  /** Two hours: full for one, whatever its rate. The age is asked again under the row's lock. */
  private static final String SWEEP =
      """
      DELETE FROM rate_bucket WHERE at_us < %1$s - 7200000000 AND bucket IN (
        SELECT bucket FROM rate_bucket, %2$s WHERE at_us < %1$s - 7200000000 LIMIT 500)\
      """
          .formatted(NOW, HASTY);

  private final DataSource database;
  private final LongSupplier nanoTime;
  private final AtomicLong swept;

  /**
   * @param database its connections go back to it after each draw, in autocommit
   */
  public PostgresRateLedger(DataSource database) {
    this(database, System::nanoTime);
  }

  PostgresRateLedger(DataSource database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.swept = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public Drawn draw(String bucket, int perSecond, int capacity, int wanted) {
    if (perSecond < 1 || capacity < 1 || wanted < 1 || capacity > 3600L * perSecond) {
      throw new IllegalArgumentException(wanted + " of " + capacity + " at " + perSecond);
    }
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      connection.setNetworkTimeout(Runnable::run, SILENCE);
      Drawn drawn = retried(connection, bucket, perSecond, capacity, wanted);
      sweepNowAndThen(connection);
      return drawn;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "no tokens could be drawn", e);
    }
  }

  private static Drawn retried(
      Connection connection, String bucket, int perSecond, int capacity, int wanted)
      throws SQLException {
    for (int tried = 1; ; tried++) {
      try {
        return drawn(connection, bucket, perSecond, capacity, wanted);
      } catch (SQLException e) {
        if (tried == TRIES || SqlFailure.of(e) != SqlFailure.CONFLICT) {
          throw e;
        }
        rest(tried);
      }
    }
  }

  private static Drawn drawn(
      Connection connection, String bucket, int perSecond, int capacity, int wanted)
      throws SQLException {
    long full = capacity * MILLION;
    try (PreparedStatement statement = connection.prepareStatement(DRAW)) {
      statement.setQueryTimeout(SECONDS_FOR_A_STATEMENT);
      statement.setString(1, bucket);
      statement.setLong(2, full);
      statement.setLong(3, Math.min(wanted, capacity));
      // Time beyond what fills it is not counted, or the product might overflow.
      statement.setLong(4, Math.ceilDiv(full, perSecond));
      statement.setLong(5, perSecond);
      statement.setLong(6, Math.ceilDiv(full, perSecond));
      statement.setLong(7, perSecond);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("a draw has one row");
        }
        long missing = MILLION - row.getLong(2);
        long next = missing <= 0 ? 0 : Math.ceilDiv(missing, perSecond) + row.getLong(3);
        return new Drawn(row.getInt(1), Duration.of(Math.max(0, next), ChronoUnit.MICROS));
      }
    }
  }

  private static void rest(int tried) throws SQLException {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, 2L << tried));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted between two tries", e);
    }
  }

  private void sweepNowAndThen(Connection connection) {
    long now = nanoTime.getAsLong();
    long before = swept.get();
    if (now - before < BETWEEN_SWEEPS || !swept.compareAndSet(before, now)) {
      return;
    }
    try {
      sweep(connection);
    } catch (SQLException e) {
      // The tokens are drawn all the same, and the next sweep comes.
      LOG.debug("buckets at rest were not removed", e);
    }
  }

  private static void sweep(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SWEEP)) {
      statement.setQueryTimeout(SECONDS_FOR_A_STATEMENT);
      statement.executeUpdate();
    }
  }
}
