package dev.sealwright.engine.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sealwright.engine.MostlyWaits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tests take for granted of the servers that they start. */
@MostlyWaits
class PostgresServerTest {
  @Test
  void databasesAreEmptyAndApart() throws SQLException {
    TestDatabase one = PostgresServer.shared().database();
    TestDatabase other = PostgresServer.shared().database();
    try (Connection in = one.connect();
        Connection beside = other.connect()) {
      execute(in, "CREATE TABLE kept (n int)");

      assertThrows(SQLException.class, () -> execute(beside, "SELECT * FROM kept"));
    }
  }

  @Test
  void connectionsAreEncryptedAndCommitsAreSynced() throws SQLException {
    try (Connection connection = PostgresServer.shared().database().connect()) {
      assertEquals(
          "true",
          read(connection, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
      assertEquals("on", read(connection, "SHOW fsync"));
      assertEquals("on", read(connection, "SHOW synchronous_commit"));
    }
  }

  @Test
  void aWrongPasswordIsRefused() throws SQLException {
    TestDatabase database = PostgresServer.shared().database();
    TestDatabase wrong = new TestDatabase(database.url(), database.user(), "guessed");

    SQLException refused = assertThrows(SQLException.class, wrong::connect);

    assertEquals("28P01", refused.getSQLState());
  }

  @Test
  void whatWasCommittedIsThereAfterAKill() throws SQLException {
    try (PostgresServer server = PostgresServer.start()) {
      TestDatabase database = server.database();
      try (Connection connection = database.connect()) {
        execute(connection, "CREATE TABLE kept (n int)");
        execute(connection, "INSERT INTO kept SELECT generate_series(1, 1000)");
      }

      server.kill();
      assertThrows(SQLException.class, database::connect);
      server.resume();

      try (Connection connection = database.connect()) {
        assertEquals("1000", read(connection, "SELECT count(*) FROM kept"));
      }
    }
  }

  @Test
  @Timeout(120)
  void commitsWaitForTheStandby() throws Exception {
    try (PostgresServer server = PostgresServer.startWithStandby()) {
      TestDatabase database = server.database();
      try (Connection connection = database.connect()) {
        execute(connection, "CREATE TABLE kept (n int)");
        assertEquals(
            "standby",
            read(
                connection,
                "SELECT application_name FROM pg_stat_replication WHERE sync_state = 'sync'"));

        server.killStandby();

        connection.setNetworkTimeout(Runnable::run, 2_000);
        assertThrows(SQLException.class, () -> execute(connection, "INSERT INTO kept VALUES (1)"));
      }
      assertEquals("0", count(database));
      server.resume();
      // The server goes on waiting for the standby when its client has left.
      while (count(database).equals("0")) {
        Thread.sleep(20);
      }
      try (Connection connection = database.connect()) {
        execute(connection, "INSERT INTO kept VALUES (2)");
      }
      assertEquals("2", count(database));
    }
  }

  private static String count(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      return read(connection, "SELECT count(*) FROM kept");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next(), sql);
      return rows.getString(1);
    }
  }
}
