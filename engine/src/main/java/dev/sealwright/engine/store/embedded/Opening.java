package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.verify.RecordAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
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

  static SqliteStore openForReading(Path file) {
    Path database = requireReadable(file);
    try {
      return new SqliteStore(
          null, null, null, new Readers(Settings.reading(database), 1, READER_WAIT));
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, diagnosis(file, e), e);
    }
  }

  static RecordAccess access(Path file) {
    return new SqliteAccess(requireReadable(file));
  }

  static CopySource copySource(Path file) {
    Path database = requireReadable(file);
    try {
      Path lockPath = beside(database, ".lock");
      OwnerFiles.makeFile(lockPath);
      return new LockedRecord(database, LockFile.take(lockPath));
    } catch (IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, file + " could not be opened: " + e, e);
    }
  }

  /** The file itself, when it is a database of this version that has something on record. */
  static Path requireReadable(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "there is no store at " + file);
    }
    try {
      Path database = file.toRealPath();
      try (Connection connection = Settings.reading(database).getConnection()) {
        if (Settings.requireEmptyOrOurs(connection)) {
          throw new CaException(Failure.STORE_UNAVAILABLE, file + " has nothing on record yet");
        }
      }
      requireThisVersion(database);
      return database;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, diagnosis(file, e), e);
    } catch (FlywayException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, diagnosis(file, e), e);
    } catch (IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, file + " could not be opened: " + e, e);
    }
  }

  /** A reader does not migrate: the tables must be those that this program knows already. */
  private static void requireThisVersion(Path database) {
    MigrationInfoService state = flyway(Settings.reading(database)).info();
    for (MigrationInfo migration : state.all()) {
      if (migration.getState() != MigrationState.SUCCESS) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            database
                + " has tables of another version of this program; start the server of this"
                + " version once");
      }
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
    flyway(Settings.writing(database)).migrate();
  }

  private static Flyway flyway(DataSource source) {
    // No pattern is ignored: a record of a newer version is refused, not written by an older one.
    return Flyway.configure(SqliteStore.class.getClassLoader())
        .dataSource(source)
        .locations(MIGRATIONS)
        .failOnMissingLocations(true)
        .ignoreMigrationPatterns(new String[0])
        .load();
  }

  private static SqliteStore connect(Path database, LockFile lock) throws SQLException {
    Connection writing = durable(database);
    boolean connected = false;
    try {
      Settings.prepareWriter(writing);
      var writer = new Writer(writing);
      var readers = new Readers(Settings.reading(database), READERS, READER_WAIT);
      try {
        var checkpointer = new Checkpointer(durable(database));
        connected = true;
        return new SqliteStore(lock, writer, checkpointer, readers);
      } finally {
        if (!connected) {
          readers.close();
        }
      }
    } finally {
      if (!connected) {
        writing.close();
      }
    }
  }

  /** A connection whose syncs are those that a commit needs. */
  private static Connection durable(Path database) throws SQLException {
    Connection connection = Settings.writing(database).getConnection();
    boolean durable = false;
    try {
      Settings.requireDurable(connection);
      durable = true;
      return connection;
    } finally {
      if (!durable) {
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
