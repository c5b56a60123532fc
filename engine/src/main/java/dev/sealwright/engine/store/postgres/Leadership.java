package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The lease of the one node that does what only one may. Its epoch rises with each change of hands,
 * and what the leader writes is refused unless the lease on record is its own (INVARIANT I15).
 *
 * <p>Threads: {@link #renew} on the member's; the others from any.
 */
final class Leadership {
  static final String DUTY = "work for all";

  private final Duration lease;
  private final long margin;

  private record Term(long epoch, long until) {}

  private volatile Term term = new Term(-1, System.nanoTime());

  Leadership(Duration lease) {
    this.lease = lease;
    // By its own clock a leader ends a little sooner than by the database's.
    this.margin = lease.toNanos() / 5;
  }

  boolean leads() {
    return epoch() >= 0;
  }

  /** The epoch in which this node leads; negative when it does not. */
  long epoch() {
    Term now = term;
    return System.nanoTime() - now.until() < 0 ? now.epoch() : -1;
  }

  /** Renews the lease, or takes it when it is nobody's. */
  void renew(Connection connection, NodeId node) throws SQLException {
    long asked = System.nanoTime();
    if (!isToBeHad(connection, node)) {
      term = new Term(-1, asked);
      return;
    }
    try (PreparedStatement take =
        connection.prepareStatement(
            """
            INSERT INTO leader (duty, node, epoch, expires)
            VALUES (?, ?, 1, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (duty) DO UPDATE
            SET epoch = CASE WHEN leader.node = excluded.node
                  THEN leader.epoch ELSE leader.epoch + 1 END,
                node = excluded.node,
                expires = excluded.expires
            WHERE leader.node = excluded.node OR leader.expires < clock_timestamp()
            RETURNING epoch\
            """)) {
      take.setString(1, DUTY);
      take.setBytes(2, node.bytes());
      take.setLong(3, lease.toMillis());
      try (ResultSet row = take.executeQuery()) {
        term =
            row.next()
                ? new Term(row.getLong(1), asked + lease.toNanos() - margin)
                : new Term(-1, asked);
      }
    }
  }

  /** Asked first, so that nodes that do not lead do not lock the row. */
  private static boolean isToBeHad(Connection connection, NodeId node) throws SQLException {
    try (PreparedStatement look =
        connection.prepareStatement(
            "SELECT node = ? OR expires < clock_timestamp() FROM leader WHERE duty = ?")) {
      look.setBytes(1, node.bytes());
      look.setString(2, DUTY);
      try (ResultSet row = look.executeQuery()) {
        return !row.next() || row.getBoolean(1);
      }
    }
  }

  /** Gives the lease back, so that another need not wait for its end. */
  void resign(Connection connection, NodeId node) throws SQLException {
    term = new Term(-1, System.nanoTime());
    try (PreparedStatement end =
        connection.prepareStatement(
            "UPDATE leader SET expires = clock_timestamp() WHERE duty = ? AND node = ?")) {
      end.setString(1, DUTY);
      end.setBytes(2, node.bytes());
      end.executeUpdate();
    }
  }
}
