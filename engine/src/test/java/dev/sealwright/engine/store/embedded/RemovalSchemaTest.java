package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the end of an authority reaches every table, those of later migrations included. */
class RemovalSchemaTest {
  @TempDir private Path folder;

  @Test
  void everyForeignKeyPointsToAnAuthorityOrACertificate() throws SQLException {
    SqliteStore.open(database()).close();

    // The removal follows foreign keys one step; a table that hangs on another would stop it, and a
    // stopped removal is a failed commit.
    assertThat(
            rows(
                """
                SELECT t.name || ' -> ' || f."table"
                FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
                WHERE t.type = 'table' AND f."table" NOT IN ('authority', 'certificate')\
                """))
        .isEmpty();
    assertThat(
            rows(
                """
                SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
                WHERE t.type = 'table' AND c.name = 'authority' AND t.name <> 'audit_event'
                  AND NOT EXISTS (
                    SELECT 1 FROM pragma_foreign_key_list(t.name) AS f
                    WHERE f."from" = 'authority')\
                """))
        .as("tables of an authority's things that the removal would not find")
        .isEmpty();
  }

  @Test
  void nothingIsLeftInAnyTableButTheAuditLog() throws SQLException {
    Authority ending = StoreFixtures.active();
    List<Mutation> life = new ArrayList<>();
    life.add(StoreFixtures.creation(ending));
    life.add(
        new Mutation.ChangeTags(
            ending.id(),
            List.of(),
            List.of(new Tag("key", "value")),
            StoreFixtures.event(ending.id(), AuditEvent.Kind.TAGS_CHANGED)));
    for (int i = 0; i < 25; i++) {
      Reservation reservation = StoreFixtures.reservation(ending);
      life.add(StoreFixtures.reserve(reservation));
      life.add(i % 2 == 0 ? StoreFixtures.seal(reservation) : StoreFixtures.close(reservation));
    }
    life.add(StoreFixtures.reserve(StoreFixtures.reservation(ending)));
    life.add(
        new Mutation.RemoveAuthority(
            ending.id(),
            ending.version(),
            StoreFixtures.event(ending.id(), AuditEvent.Kind.AUTHORITY_REMOVED)));
    life.add(
        new Mutation.KeyDestroyed(
            ending.id(), StoreFixtures.event(ending.id(), AuditEvent.Kind.KEY_DESTROYED)));
    try (SqliteStore store = SqliteStore.open(database())) {
      assertThat(store.commit(life)).containsOnly(Outcome.APPLIED);
      var forget = new Mutation.Forget(ending.id(), 10);
      int commits = 0;
      while (store.commit(List.of(forget)).getFirst().equals(Outcome.APPLIED)) {
        commits++;
      }
      assertThat(commits).isBetween(4, 6);
    }

    List<String> left = new ArrayList<>();
    for (String table : rows("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
      if (!table.startsWith("flyway") && !rows("SELECT 1 FROM \"" + table + "\"").isEmpty()) {
        left.add(table);
      }
    }
    assertThat(left).containsExactly("audit_event");
  }

  private List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private Path database() {
    return folder.resolve("records.db");
  }
}
