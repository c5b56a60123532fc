package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Copies a database into a new file, beside the process that has it open.
 *
 * <p>The copy is of one moment: what was committed before it is in it, and writers are not held up.
 * Until it ends the WAL grows, since that moment has to be kept. It is written under another name
 * in the same folder, examined, synced, and only then given its own.
 */
final class Backup {
  private Backup() {}

  /**
   * Makes the copy.
   *
   * @return bytes of the copy
   * @throws CaException STORE_UNAVAILABLE when the target is there, or the copy did not succeed;
   *     then nothing is there under its name
   */
  static long of(Path source, Path target) {
    try {
      Path database = Opening.requireReadable(source);
      Path absolute = target.toAbsolutePath();
      Path folder = absolute.getParent();
      Path name = absolute.getFileName();
      if (folder == null || name == null || !Files.isDirectory(folder)) {
        throw failed("there is no folder for " + target);
      }
      Path named = folder.toRealPath().resolve(name);
      Path partial = named.resolveSibling(name + ".partial-" + UUID.randomUUID());
      try {
        refuseExisting(named);
        OwnerFiles.makeNewFile(partial);
        copy(database, partial);
        examine(partial);
        sync(partial);
        give(partial, named);
      } finally {
        Files.deleteIfExists(partial);
      }
      OwnerFiles.sync(folder.toRealPath());
      return Files.size(named);
    } catch (FileAlreadyExistsException e) {
      throw failed(target + " is there already");
    } catch (IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "no backup was made: " + e, e);
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "no backup was made: " + e.getMessage(), e);
    }
  }

  private static void copy(Path database, Path partial) throws SQLException {
    try (Connection connection = Settings.reading(database).getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, partial.toString());
      copy.execute();
    }
  }

  /** As a database, as one of ours, and as one of this version. */
  private static void examine(Path copy) throws SQLException {
    try (Connection connection = Settings.reading(copy).getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
        if (!row.next() || !"ok".equals(row.getString(1))) {
          throw failed("the copy is damaged: " + row.getString(1));
        }
      }
      try (ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
        if (row.next()) {
          throw failed("in the copy rows of " + row.getString(1) + " hang on nothing");
        }
      }
    }
    Opening.requireReadable(copy);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** A hard link is refused where something is there, whoever put it there meanwhile. */
  private static void give(Path partial, Path name) throws IOException {
    try {
      Files.createLink(name, partial);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without links.
      refuseExisting(name);
      Files.move(partial, name);
    }
  }

  private static void refuseExisting(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  private static CaException failed(String why) {
    return new CaException(Failure.STORE_UNAVAILABLE, "no backup was made: " + why);
  }
}
