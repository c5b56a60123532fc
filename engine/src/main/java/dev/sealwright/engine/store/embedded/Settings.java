package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** How connections to the database are opened, and what is checked before one is trusted. */
final class Settings {
  /** "SWCA" in the header's application id, so that another program's database is not migrated. */
  static final int APPLICATION_ID = 0x53574341;

  private static final int BUSY_MILLIS = 5_000;
  private static final int PAGE_BYTES = 4_096;

  /** In KiB when negative. The index of serials should stay in it. */
  private static final int WRITER_CACHE = -128 * 1024;

  private static final int READER_CACHE = -16 * 1024;

  /**
   * When the WAL has this many pages, 256 MiB, the writer folds in what {@link Checkpointer} left
   * and begins it anew. The same few pages are written by every commit; the more commits share a
   * checkpoint, the fewer times they are written twice.
   */
  private static final int CHECKPOINT_PAGES = 64_000;

  /** A WAL that a long read let grow further is cut back to this at the next checkpoint. */
  private static final int WAL_BYTES = 2 * CHECKPOINT_PAGES * PAGE_BYTES;

  /** PRAGMA synchronous: 2 is FULL, 3 EXTRA. */
  private static final int FULL = 2;

  private Settings() {}

  /** For the writer and for migrations. */
  static SQLiteDataSource writing(Path file) {
    SQLiteConfig config = common();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(WAL_BYTES);
    config.setCacheSize(WRITER_CACHE);
    return source(file, config);
  }

  static SQLiteDataSource reading(Path file) {
    SQLiteConfig config = common();
    config.setCacheSize(READER_CACHE);
    return source(file, config);
  }

  private static SQLiteConfig common() {
    var config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    // Nothing here asks for generated keys; the driver would run one more SELECT per INSERT.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** What the driver has no property for. */
  static void prepareWriter(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    }
  }

  /** Refuses a connection whose commits would not survive the loss of power (INVARIANT I2). */
  static void requireDurable(Connection connection) throws SQLException {
    String journal = text(connection, "PRAGMA journal_mode");
    if (!journal.equalsIgnoreCase("wal")) {
      throw refused("journal_mode is " + journal + ", not wal");
    }
    int synchronous = number(connection, "PRAGMA synchronous");
    if (synchronous < FULL) {
      throw refused("synchronous is " + synchronous + ", below 2 (FULL)");
    }
  }

  /**
   * Whether the database is still empty; refuses one that is neither empty nor ours.
   *
   * @param connection of {@link #reading}, which changes nothing in a file that is not ours
   */
  static boolean requireEmptyOrOurs(Connection connection) throws SQLException {
    int id = number(connection, "PRAGMA application_id");
    if (id == APPLICATION_ID) {
      return false;
    }
    // Empty also when a crash came between making the file and marking it.
    if (id != 0 || number(connection, "SELECT count(*) FROM sqlite_schema") != 0) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE, "the database belongs to another program: not touched");
    }
    return true;
  }

  /** Marks a new database as ours. */
  static void mark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
    }
  }

  private static CaException refused(String why) {
    return new CaException(
        Failure.STORE_UNAVAILABLE, "the store would not be durable and was refused: " + why);
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getString(1);
    }
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getInt(1);
    }
  }
}
