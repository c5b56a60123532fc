package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The file: held by one process, readable by its owner alone, migrated, and set up so that a commit
 * is on the medium when it returns.
 *
 * <p>Threads: opened and closed by one; connections may be opened from any.
 */
final class Database implements AutoCloseable {
  /**
   * KiB of page cache, as a negative number for SQLite: the serial index wants to stay in memory.
   */
  private static final int CACHE = -64 * 1024;

  private static final int BUSY_MILLIS = 5_000;

  /** PRAGMA synchronous as SQLite counts: 2 is FULL. */
  private static final int FULL = 2;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final FileChannel lock;

  private Database(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Opens and migrates the file, or makes it. */
  static Database open(Path file) {
    try {
      makePrivate(file);
      Database database = new Database(file, lock(file));
      try {
        database.migrate();
        return database;
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (IOException e) {
      throw unavailable("cannot open the store " + file + ": " + e.getMessage(), e);
    }
  }

  /** A connection whose commits are durable; checked, not believed. */
  Connection writer() {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    Connection connection = connect(config);
    try {
      requireDurable(connection);
      return connection;
    } catch (CaException e) {
      close(connection);
      throw e;
    }
  }

  /** A connection that cannot write. */
  Connection reader() {
    Connection connection = connect(config());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      return connection;
    } catch (SQLException e) {
      throw unavailable("cannot prepare a reader of the store " + file, e);
    }
  }

  /**
   * Refuses a connection whose commits might be lost with the power.
   *
   * @throws CaException STORE_UNAVAILABLE unless journal mode is WAL and synchronous at least FULL
   */
  static void requireDurable(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      String journal = text(statement, "PRAGMA journal_mode");
      int synchronous = Integer.parseInt(text(statement, "PRAGMA synchronous"));
      if (!"wal".equalsIgnoreCase(journal) || synchronous < FULL) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            "the store would not be durable: journal_mode "
                + journal
                + " and synchronous "
                + synchronous
                + ", needed are wal and at least 2");
      }
    } catch (SQLException e) {
      throw unavailable("cannot check the durability of the store", e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unavailable("cannot release the store " + file, e);
    }
  }

  static CaException unavailable(String message, Exception cause) {
    return new CaException(Failure.STORE_UNAVAILABLE, message, cause);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unavailable("the store did not close", e);
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void makePrivate(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (!Files.exists(file)) {
      // SQLite gives its -wal and -shm files the permissions of this one.
      Files.createFile(file, OWNER_ONLY);
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    Path place = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(
            place, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer as for another one.
    }
    channel.close();
    throw new CaException(
        Failure.STORE_UNAVAILABLE, "the store " + file + " is in use by another server");
  }

  private void migrate() {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(source(config))
          .locations("classpath:dev/sealwright/engine/store/embedded/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw unavailable(file + " is not a store of Sealwright, or a newer one", e);
    }
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(CACHE);
    config.enforceForeignKeys(true);
    return config;
  }

  private SQLiteDataSource source(SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private Connection connect(SQLiteConfig config) {
    try {
      return source(config).getConnection();
    } catch (SQLException e) {
      throw unavailable("cannot open the store " + file, e);
    }
  }
}
