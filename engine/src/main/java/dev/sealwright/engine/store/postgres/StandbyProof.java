package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks whether a standby has what was committed, where a commit that returned does not say so.
 *
 * <p>The names of standbys reach the processes of a server one after another: the one that commits
 * may know them while the one that makes commits wait (the checkpointer) does not yet. So for a
 * while after a connection was made, and after there was no name, each commit is looked up. One
 * standby is enough, also where the setting asks for more. Belongs to the writer's thread.
 */
final class StandbyProof {
  /** More than a server needs to hear of a setting, even during a checkpoint. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(2);

  /** A role that may not see standbys cannot be told; the commit's own wait has to do then. */
  private static final String FLUSHED =
      """
      SELECT position::text, NOT pg_has_role('pg_read_all_stats', 'USAGE') OR EXISTS (
        SELECT 1 FROM pg_stat_replication
        WHERE sync_state IN ('sync', 'quorum') AND flush_lsn >= position)
      FROM (SELECT coalesce(?::pg_lsn, pg_current_wal_flush_lsn()) AS position) AS asked\
      """;

  private final Connection connection;
  private final PreparedStatement flushed;
  private long settled;

  StandbyProof(Connection connection) throws SQLException {
    this.connection = connection;
    flushed = connection.prepareStatement(FLUSHED);
    unsettle();
  }

  /** There was no standby a moment ago. */
  void unsettle() {
    settled = System.nanoTime() + SETTLING.toNanos();
  }

  /** Whether a standby has everything that was committed before; waits a little for it. */
  boolean holds() throws SQLException {
    if (System.nanoTime() - settled >= 0) {
      return true;
    }
    long end = System.nanoTime() + LONGEST.toNanos();
    String position = null;
    boolean found = false;
    while (!found && System.nanoTime() - end < 0) {
      if (position != null) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      flushed.setString(1, position);
      try (ResultSet row = flushed.executeQuery()) {
        row.next();
        position = row.getString(1);
        found = row.getBoolean(2);
      }
    }
    connection.rollback();
    if (!found) {
      unsettle();
    }
    return found;
  }
}
