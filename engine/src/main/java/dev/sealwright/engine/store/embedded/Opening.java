package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteErrorCode;

/** The steps from a path to a store that may be trusted. */
final class Opening {
  private static final String MIGRATIONS =
      "classpath:dev/sealwright/engine/store/embedded/migration";
  private static final int READERS = 4;
  private static final Duration READER_WAIT = Duration.ofSeconds(5);

  private Opening() {}

  static SqliteStore open(Path file) {
    try {
      Path database = place(file);
      Path lockPath = beside(database, ".lock");
      OwnerFiles.makeFile(lockPath);
      LockFile lock = LockFile.take(lockPath);
      boolean opened = false;
      try {
        SqliteStore store = openLocked(database, lock);
        opened = true;
        return store;
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, diagnosis(file, e), e);
    } catch (FlywayException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, diagnosis(file, e), e);
    } catch (IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, file + " could not be opened: " + e, e);
    }
  }

  /** Two names of one file must meet at one lock, so links are followed. */
  private static Path place(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null) {
      throw new IOException("not the path of a file");
    }
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    OwnerFiles.makeFolder(folder);
    return folder.toRealPath().resolve(name);
  }

  private static SqliteStore openLocked(Path database, LockFile lock)
      throws IOException, SQLException {
    if (!Files.exists(database)) {
      OwnerFiles.makeFile(database);
    }
    boolean empty;
    try (Connection connection = Settings.reading(database).getConnection()) {
      empty = Settings.requireEmptyOrOurs(connection);
    }
    // SQLite makes its WAL and index with the mode of the database; copies may have come with
    // another.
    OwnerFiles.restrict(database);
    OwnerFiles.restrict(beside(database, "-wal"));
    OwnerFiles.restrict(beside(database, "-shm"));
    if (empty) {
      try (Connection connection = Settings.writing(database).getConnection()) {
        Settings.mark(connection);
      }
    }
    migrate(database);
    return connect(database, lock);
  }

  private static void migrate(Path database) {
    // No pattern is ignored: a record of a newer version is refused, not written by an older one.
    Flyway.configure(SqliteStore.class.getClassLoader())
        .dataSource(Settings.writing(database))
        .locations(MIGRATIONS)
        .failOnMissingLocations(true)
        .ignoreMigrationPatterns(new String[0])
        .load()
        .migrate();
  }

  private static SqliteStore connect(Path database, LockFile lock) throws SQLException {
    Connection connection = Settings.writing(database).getConnection();
    boolean connected = false;
    try {
      Settings.requireDurable(connection);
      var writer = new Writer(connection);
      var readers = new Readers(Settings.reading(database), READERS, READER_WAIT);
      connected = true;
      return new SqliteStore(lock, writer, readers);
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }

  private static Path beside(Path database, String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  private static String diagnosis(Path file, FlywayException e) {
    return e.getCause() instanceof SQLException cause
        ? diagnosis(file, cause)
        : file + " has tables of another version of this program";
  }

  private static String diagnosis(Path file, SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    if (primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return file + " is not a database";
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return file + " is damaged";
    }
    return file + " could not be opened as a database";
  }
}
