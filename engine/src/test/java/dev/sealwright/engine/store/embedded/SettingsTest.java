package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"wal, 2", "wal, 3", "WAL, FULL"})
  void aConnectionThatSyncsEveryCommitIsAccepted(String journal, String synchronous)
      throws SQLException {
    try (Connection connection = connect(journal, synchronous)) {
      Settings.requireDurable(connection);
    }
  }

  @ParameterizedTest
  @CsvSource({"wal, NORMAL", "wal, OFF", "delete, FULL", "memory, FULL", "off, EXTRA"})
  void aConnectionThatMayLoseACommitIsRefused(String journal, String synchronous)
      throws SQLException {
    try (Connection connection = connect(journal, synchronous)) {
      assertThatThrownBy(() -> Settings.requireDurable(connection))
          .isInstanceOfSatisfying(
              CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE))
          .hasMessageContaining("would not be durable");
    }
  }

  record Setting(String pragma, int expected) {}

  static List<Setting> settings() {
    return List.of(
        new Setting("synchronous", 2),
        new Setting("page_size", 4096),
        new Setting("foreign_keys", 1),
        new Setting("busy_timeout", 5000),
        new Setting("cache_size", -131_072));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theWriterRunsWithItsSettings(Setting setting) throws SQLException {
    try (Connection connection = Settings.writing(folder.resolve("new.db")).getConnection()) {
      Settings.requireDurable(connection);
      assertThat(number(connection, "PRAGMA " + setting.pragma())).isEqualTo(setting.expected());
    }
  }

  @Test
  void onlyAnEmptyDatabaseOrOurOwnIsAccepted() throws SQLException {
    try (Connection connection = connect("wal", "FULL")) {
      assertThat(Settings.requireEmptyOrOurs(connection)).isTrue();
      Settings.mark(connection);
      assertThat(Settings.requireEmptyOrOurs(connection)).isFalse();
    }
    try (Connection other = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = other.createStatement()) {
      statement.executeUpdate("CREATE TABLE theirs (x)");
      assertThatThrownBy(() -> Settings.requireEmptyOrOurs(other))
          .isInstanceOf(CaException.class)
          .hasMessageContaining("another program");
    }
  }

  private Connection connect(String journal, String synchronous) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("any.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = " + journal);
      statement.execute("PRAGMA synchronous = " + synchronous);
    }
    return connection;
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getInt(1);
    }
  }
}
