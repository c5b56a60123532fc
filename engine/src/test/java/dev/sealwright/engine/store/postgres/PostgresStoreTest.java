package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

@MostlyWaits
final class PostgresStoreTest extends StoreContract {
  private static TestDatabase database;

  @BeforeAll
  static void makeDatabase() throws SQLException {
    TestDatabase made = PostgresServer.shared().database();
    // Each test opens its connections anew; what TLS does is tried elsewhere.
    database = PostgresServer.shared().through(PostgresServer.shared().port(), made);
    PostgresStore.migrate(settings(database));
  }

  @Override
  protected Store open() {
    try {
      empty(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return PostgresStore.open(settings(database));
  }

  static PostgresSettings settings(TestDatabase database) {
    return PostgresSettings.of(database.url(), "test")
        .as(database.user(), database.password())
        .requiringStandby(false);
  }

  /** As if it had just been set up. */
  static void empty(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace
                AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'flyway%'
              ORDER BY relname = 'authority'\
              """)) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      // There are few rows, and TRUNCATE would make the files of every part anew.
      statement.execute("DELETE FROM " + String.join("; DELETE FROM ", tables));
    }
  }
}
