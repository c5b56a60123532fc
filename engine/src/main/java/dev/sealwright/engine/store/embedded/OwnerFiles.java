package dev.sealwright.engine.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that only their owner may enter; on file systems without POSIX modes, plain
 * ones.
 */
final class OwnerFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerFiles() {}

  /**
   * Makes the folder and those above it as far as they are missing; existing ones stay as they are.
   */
  static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      makeFolder(above);
    }
    Files.createDirectory(folder, mode(folder, FOLDER));
    if (above != null) {
      sync(above);
    }
  }

  /** Makes an empty file, or takes group and others off the one that is there. */
  static void makeFile(Path file) throws IOException {
    try {
      Files.createFile(file, mode(file, FILE));
    } catch (FileAlreadyExistsException e) {
      restrict(file);
    }
  }

  /** Makes an empty file; FileAlreadyExistsException when something is there. */
  static void makeNewFile(Path file) throws IOException {
    Files.createFile(file, mode(file, FILE));
  }

  /** Takes group and others off the file, if it is there. */
  static void restrict(Path file) throws IOException {
    if (posix(file) && Files.exists(file)) {
      Files.setPosixFilePermissions(file, FILE);
    }
  }

  /** Power loss must not take away the entry of a folder in which certificates are on record. */
  static void sync(Path folder) throws IOException {
    if (posix(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> permissions) {
    return posix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
