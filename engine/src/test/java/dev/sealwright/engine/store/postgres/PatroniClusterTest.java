package dev.sealwright.engine.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tests take for granted of the cluster that they start: two minutes, in a run of its own. */
@Tag("cluster")
class PatroniClusterTest {
  @Test
  void nothingCommittedIsLostWhateverServerDies() throws Exception {
    try (PatroniCluster cluster = PatroniCluster.start()) {
      TestDatabase database = cluster.database();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE kept (n int PRIMARY KEY)");
      }
      write(database, 1);
      String first = cluster.leader();
      String standby = cluster.synchronousStandby();

      assertEquals(first, cluster.killLeader());
      write(database, 2);
      assertEquals(standby, cluster.leader());
      cluster.restart(first);
      String killed = cluster.killSynchronousStandby();
      write(database, 3);
      cluster.restart(killed);
      String silent = cluster.leader();
      cluster.pause(silent);
      write(database, 4);
      assertNotEquals(silent, cluster.leader());
      cluster.goOn(silent);
      cluster.resume();
      cluster.killEtcd();
      cluster.resume();
      write(database, 5);

      assertEquals(5, count(database));
      for (String member : cluster.members()) {
        assertEquals(5, countOn(cluster, member));
      }
    }
  }

  /** Again until it is there: a commit of unknown outcome is there the next time. */
  private static void write(TestDatabase database, int n) throws InterruptedException {
    SQLException last = null;
    for (int attempt = 0; attempt < 240; attempt++) {
      try (Connection connection = database.connect();
          PreparedStatement statement =
              connection.prepareStatement("INSERT INTO kept VALUES (?) ON CONFLICT DO NOTHING")) {
        statement.setInt(1, n);
        statement.executeUpdate();
        return;
      } catch (SQLException e) {
        last = e;
        Thread.sleep(250);
      }
    }
    throw new AssertionError("no leader takes writes", last);
  }

  private static int count(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      return count(connection);
    }
  }

  /** A server that follows has the last of it a moment later. */
  private static int countOn(PatroniCluster cluster, String member) throws Exception {
    int found = 0;
    for (int attempt = 0; attempt < 240 && found < 5; attempt++) {
      try (Connection connection = cluster.superuser(member)) {
        found = count(connection);
      }
      Thread.sleep(50);
    }
    return found;
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }
}
