package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreContract;
import dev.sealwright.engine.store.StoreFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract over a file, and what only a file can go through. */
final class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;
  private int opened;

  @Override
  protected Store open() {
    return SqliteStore.open(folder.resolve("store" + opened++ + ".db"));
  }

  @Test
  void everythingIsFoundAgainAfterReopening() {
    Path file = folder.resolve("kept.db");
    var authority = StoreFixtures.active();
    var sealed = StoreFixtures.reservation(authority);
    var open = StoreFixtures.reservation(authority);
    try (Store first = SqliteStore.open(file)) {
      first.commit(
          List.of(
              StoreFixtures.creation(authority),
              StoreFixtures.reserve(sealed),
              StoreFixtures.reserve(open),
              StoreFixtures.seal(sealed)));
    }
    try (Store second = SqliteStore.open(file)) {
      assertThat(second.authority(authority.id())).contains(authority);
      assertThat(second.openReservations(10)).containsExactly(open);
      assertThat(second.certificate(authority.id(), sealed.serial()).orElseThrow().signature())
          .isNotNull();
      // Numbering goes on where it was.
      assertThat(
              second.commit(List.of(StoreFixtures.reserve(StoreFixtures.reservation(authority)))))
          .containsExactly(Outcome.APPLIED);
      assertThat(second.openReservations(10)).hasSize(2);
    }
  }

  @Test
  void aSecondServerOnTheSameFileIsRefused() {
    Path file = folder.resolve("shared.db");
    try (Store first = SqliteStore.open(file)) {
      assertRefused(file, "is in use");
      assertThat(first.commit(List.of())).isEmpty();
    }
    assertThatNoException().isThrownBy(() -> SqliteStore.open(file).close());
  }

  @Test
  void aFileThatIsNoStoreIsRefusedAndLeftAlone() throws IOException, SQLException {
    Path text = Files.writeString(folder.resolve("notes.db"), "dear diary, ".repeat(1000));
    assertRefused(text, "");
    assertThat(Files.readString(text)).startsWith("dear diary");

    Path foreign = folder.resolve("foreign.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE song (title TEXT)");
    }
    assertRefused(foreign, "not a store of Sealwright");
  }

  @Test
  void onlyTheOwnerMayReadWhatIsStored() throws IOException {
    Path file = folder.resolve("new").resolve("private.db");
    try (Store store = SqliteStore.open(file)) {
      store.commit(List.of(StoreFixtures.creation(StoreFixtures.active())));
      try (Stream<Path> files = Files.list(file.getParent())) {
        assertThat(files.toList())
            .hasSizeGreaterThanOrEqualTo(4) // the file, -wal, -shm, .lock
            .allSatisfy(each ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"delete, FULL", "wal, NORMAL", "wal, OFF"})
  void aConnectionThatMayLoseACommitIsRefused(String journal, String synchronous)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("loose.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = " + journal);
      statement.execute("PRAGMA synchronous = " + synchronous);
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> Database.requireDurable(connection))
          .withMessageContaining("would not be durable");
    }
  }

  @Test
  void afterAFailedCommitNothingIsWrittenAnyMore() throws SQLException {
    Path file = folder.resolve("failing.db");
    try (Store store = SqliteStore.open(file)) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE audit_event"); // as good as a damaged medium
      }
      var creation = StoreFixtures.creation(StoreFixtures.active());
      assertUnavailable(() -> store.commit(List.of(creation)));
      assertUnavailable(() -> store.commit(List.of()));
      assertThat(store.authority(creation.authority().id())).as("half of it").isEmpty();
    }
  }

  private static void assertRefused(Path file, String message) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> SqliteStore.open(file).close())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
  }

  private static void assertUnavailable(Runnable call) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
  }
}
