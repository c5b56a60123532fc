package dev.sealwright.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A small file that is made once, durably, and that only its owner may read. */
final class SecretFile {
  private static final int LIMIT = 4096;

  private SecretFile() {}

  /** The file's bytes; made from the supplier if there is none yet. */
  static byte[] readOrMake(Path file, Supplier<byte[]> contents) throws IOException {
    if (!Files.exists(file)) {
      make(file, contents.get());
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
      throw new IOException(file + " may be read by others; mend it with: chmod 600 " + file);
    }
    if (Files.size(file) > LIMIT) {
      throw new IOException(file + " is larger than any secret made here");
    }
    return Files.readAllBytes(file);
  }

  /** Whole or not at all: written aside, synced, renamed. */
  private static void make(Path file, byte[] contents) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    try (FileChannel channel =
        FileChannel.open(
            aside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(contents);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
