package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.StoreFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking at a store that belongs to somebody else. */
class ReadingBesideTest {
  @TempDir private Path folder;

  @Test
  void readsWhileAnotherWritesAndWritesNothing() throws IOException {
    Path file = folder.resolve("records.db");
    Authority first = StoreFixtures.active();
    Authority second = StoreFixtures.active();
    try (SqliteStore owner = SqliteStore.open(file)) {
      owner.commit(List.of(StoreFixtures.creation(first)));
      try (SqliteStore guest = SqliteStore.openForReading(file)) {
        assertThat(guest.authority(first.id())).contains(first);
        owner.commit(List.of(StoreFixtures.creation(second)));
        assertThat(guest.authority(second.id())).contains(second);
        assertThatExceptionOfType(CaException.class)
            .isThrownBy(() -> guest.commit(List.of(StoreFixtures.creation(StoreFixtures.active()))))
            .extracting(CaException::failure)
            .isEqualTo(Failure.STORE_UNAVAILABLE);
      }
      // The guest's end takes nothing from its owner.
      owner.commit(List.of(StoreFixtures.creation(StoreFixtures.active())));
    }
    try (SqliteStore alone = SqliteStore.openForReading(file)) {
      assertThat(alone.authority(second.id())).contains(second);
      try (SqliteStore owner = SqliteStore.open(file)) {
        assertThat(owner.authority(first.id())).contains(first);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(each -> !each.toString().endsWith(".lock"))).isNotEmpty();
    }
  }

  @Test
  void makesNoStoreWhereThereIsNone() {
    refused(folder.resolve("none.db"), "there is no store");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM flyway_schema_history WHERE version = '9'",
        "UPDATE flyway_schema_history SET version = '999' WHERE version = '9'",
        "UPDATE flyway_schema_history SET success = 0 WHERE version = '9'"
      })
  void refusesTablesOfAnotherVersion(String change) throws SQLException {
    Path file = folder.resolve("records.db");
    SqliteStore.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(change)).isEqualTo(1);
    }
    refused(file, "another version");
  }

  @Test
  void refusesWhatIsNoStore() throws Exception {
    Path text =
        Files.writeString(folder.resolve("text.db"), "nothing of the kind, and long enough");
    refused(text, "is not a database");
    Path other = folder.resolve("other.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE someone (elses INTEGER)");
    }
    refused(other, "belongs to another program");
  }

  private static void refused(Path file, String why) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> SqliteStore.openForReading(file))
        .withMessageContaining(why)
        .extracting(CaException::failure)
        .isEqualTo(Failure.STORE_UNAVAILABLE);
  }
}
