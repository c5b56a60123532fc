package dev.sealwright.engine.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sealwright.engine.MostlyWaits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy that other tests stand between a node and its database. */
@MostlyWaits
class CutProxyTest {
  private final PostgresServer server = PostgresServer.shared();
  private final CutProxy proxy = new CutProxy(server.port());
  private TestDatabase direct;
  private TestDatabase through;

  @BeforeEach
  void table() throws SQLException {
    direct = server.database();
    through = server.through(proxy.port(), direct);
    try (Connection connection = direct.connect()) {
      execute(connection, "CREATE TABLE kept (n int)");
    }
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void aCutIsSeenByBothAndRefusesUntilMended() throws SQLException {
    try (Connection connection = through.connect()) {
      execute(connection, "INSERT INTO kept VALUES (1)");

      proxy.cut();

      assertThrows(SQLException.class, () -> execute(connection, "INSERT INTO kept VALUES (2)"));
      assertThrows(SQLException.class, through::connect);
    }
    proxy.mend();
    try (Connection connection = through.connect()) {
      execute(connection, "INSERT INTO kept VALUES (3)");
    }
    assertEquals(2, rows());
  }

  @Test
  void silenceIsNotACutAndWhatWaitedArrivesLate() throws Exception {
    try (Connection connection = through.connect()) {
      execute(connection, "INSERT INTO kept VALUES (1)");
      connection.setNetworkTimeout(Runnable::run, 60_000);
      proxy.silence();
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(() -> {
            try {
              execute(connection, "INSERT INTO kept VALUES (2)");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      // A second connection hears nothing at all: its own deadline ends it.
      assertThrows(SQLException.class, through::connect);
      assertFalse(late.isDone());
      assertEquals(1, rows());

      proxy.mend();

      late.get(30, TimeUnit.SECONDS);
    }
    assertEquals(2, rows());
  }

  @Test
  void aDelayedAnswerIsWaitedFor() throws SQLException {
    try (Connection connection = through.connect()) {
      proxy.delay(Duration.ofMillis(200));
      long began = System.nanoTime();
      execute(connection, "INSERT INTO kept VALUES (1)");

      assertTrue(System.nanoTime() - began >= Duration.ofMillis(400).toNanos());
    }
  }

  /** The driver prepares a COMMIT on the server when it has sent a few. */
  @ParameterizedTest
  @CsvSource({"BEFORE,0,0", "BEFORE,20,0", "AFTER,0,1", "AFTER,20,1"})
  void aConnectionIsLostAtCommit(CutProxy.AtCommit side, int commitsBefore, int keptOfIt)
      throws SQLException {
    try (Connection connection = through.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < commitsBefore; i++) {
        execute(connection, "INSERT INTO kept VALUES (1)");
        connection.commit();
      }
      proxy.cutAtCommits(side, 1);
      execute(connection, "INSERT INTO kept VALUES (2)");

      SQLException lost = assertThrows(SQLException.class, connection::commit);

      assertTrue(lost.getSQLState().startsWith("08"), lost.getSQLState());
    }
    assertEquals(1, proxy.cutAtCommit());
    assertEquals(commitsBefore + keptOfIt, rows());
    try (Connection connection = through.connect()) {
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO kept VALUES (3)");
      connection.commit();
    }
    assertEquals(commitsBefore + keptOfIt + 1, rows());
  }

  private int rows() throws SQLException {
    try (Connection connection = direct.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
