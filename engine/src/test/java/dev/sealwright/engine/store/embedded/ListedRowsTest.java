package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.store.sql.RevocationTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/** What a list costs: as much as it names, whatever had expired before and what others name. */
class ListedRowsTest {
  private static final byte[] AUTHORITY = new byte[16];
  private static final long NOW = 1_800_000_000;
  private static final int NAMED = 100;

  @TempDir private Path folder;

  @Test
  void theIndexOfListsHasAllThatAListReads() throws SQLException {
    try (Connection connection = open();
        PreparedStatement plan =
            connection.prepareStatement("EXPLAIN QUERY PLAN " + RevocationTable.OF_LIST);
        ResultSet step = plan.executeQuery()) {
      List<String> steps = new ArrayList<>();
      while (step.next()) {
        steps.add(step.getString("detail"));
      }
      assertThat(steps)
          .containsExactly(
              "SEARCH revocation USING COVERING INDEX revocation_list"
                  + " (authority=? AND crl_list=? AND (not_after,serial)>(?,?))");
    }
  }

  /** By the steps of the database's machine, which do not depend on the clock. */
  @Test
  void theExpiredAreNeverRead() throws SQLException {
    try (Connection connection = open()) {
      insert(connection, 0, NAMED, NOW + 1);
      long alone = steps(connection);
      insert(connection, NAMED, 10, NOW - 1);
      long withSome = steps(connection);
      insert(connection, NAMED + 10, 20_000, NOW - 2);
      long withMany = steps(connection);
      assertThat(withSome).isEqualTo(alone);
      assertThat(withMany).isEqualTo(alone);
      insert(connection, 100_000, NAMED, NOW + 2);
      assertThat(steps(connection)).as("the count can tell").isGreaterThan(alone * 3 / 2);
    }
  }

  /** Reads a list by pages, as it is made. */
  private static long steps(Connection connection) throws SQLException {
    AtomicLong steps = new AtomicLong();
    ProgressHandler.setHandler(
        connection,
        1,
        new ProgressHandler() {
          @Override
          protected int progress() {
            steps.incrementAndGet();
            return 0;
          }
        });
    try (PreparedStatement query = connection.prepareStatement(RevocationTable.OF_LIST)) {
      long notAfter = NOW;
      byte[] serial = {0};
      int rows;
      do {
        rows = 0;
        query.setBytes(1, AUTHORITY);
        query.setInt(2, -1);
        query.setLong(3, notAfter);
        query.setBytes(4, serial);
        query.setInt(5, 30);
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            rows++;
            notAfter = row.getLong("not_after");
            serial = row.getBytes("serial");
          }
        }
      } while (rows > 0);
    } finally {
      ProgressHandler.clearHandler(connection);
    }
    return steps.get();
  }

  /** Beside the store, whose rules about certificates are of no interest here. */
  private static void insert(Connection connection, int first, int count, long notAfter)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO revocation (authority, serial, revoked_at, reason, not_after, crl_list)
            VALUES (?, ?, 1, 'SUPERSEDED', ?, ?)\
            """)) {
      for (int i = first; i < first + count; i++) {
        for (int list = -1; list < 1; list++) {
          insert.setBytes(1, AUTHORITY);
          // In an order that says nothing of expiry.
          String serial = "%08x%02x%06x".formatted(i * 0x9e3779b1, list + 1, i);
          insert.setBytes(2, serial.getBytes(StandardCharsets.US_ASCII));
          insert.setLong(3, notAfter);
          insert.setInt(4, list);
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private Connection open() throws SQLException {
    Path database = folder.resolve("records.db");
    SqliteStore.open(database).close();
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }
}
