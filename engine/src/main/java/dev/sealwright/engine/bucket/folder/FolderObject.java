package dev.sealwright.engine.bucket.folder;

import dev.sealwright.engine.bucket.PublicObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Optional;

/**
 * An open file of a bucket. Objects are replaced by renaming, so what is open never changes.
 *
 * <p>Threads: as the SPI says.
 */
record FolderObject(FileChannel channel, long size, Instant modified, String version)
    implements PublicObject {
  private static final int TRIES = 8;

  /** The file, if it is a plain one that everyone may read. */
  static Optional<PublicObject> open(Path file) throws IOException {
    // What was asked about and what was opened are the same only when nothing was put in between.
    for (int i = 0; i < TRIES; i++) {
      PosixFileAttributes before;
      FileChannel channel;
      try {
        before = attributes(file);
        if (!before.isRegularFile()
            || !before.permissions().contains(PosixFilePermission.OTHERS_READ)) {
          return Optional.empty();
        }
        channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
      try {
        if (version(attributes(file)).equals(version(before))) {
          return Optional.of(
              new FolderObject(
                  channel, channel.size(), before.lastModifiedTime().toInstant(), version(before)));
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      channel.close();
    }
    throw new IOException("the object is replaced faster than it can be opened");
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** An inode is used again, but not within the same instant for as many bytes. */
  private static String version(PosixFileAttributes attributes) {
    return attributes.fileKey()
        + " "
        + attributes.lastModifiedTime().toInstant()
        + " "
        + attributes.size();
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    return channel.read(buffer, position);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was open for reading alone: nothing is lost.
    }
  }
}
