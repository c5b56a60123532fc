package dev.sealwright.engine.crl;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which lists are written before they are published; its files are for the owner
 * alone.
 *
 * <p>Threads: cleared before the first list; then shared by those that make lists.
 */
final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
  private static final String PREFIX = "sealwright-crl-";
  private static final String SUFFIX = ".entries";

  private final Path folder;

  Scratch(Path folder) {
    this.folder = folder;
  }

  /** A new empty file. */
  Path file() {
    try {
      Files.createDirectories(folder);
      return Files.createTempFile(folder, PREFIX, SUFFIX);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes what a run that was killed left behind. */
  void clear() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{}: what an earlier run left there was not removed", folder, e);
    }
  }

  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} was not removed", file, e);
    }
  }

  static CaException failed(IOException cause) {
    return new CaException(
        Failure.INTERNAL, "the folder for lists that are being written cannot be used", cause);
  }
}
