package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sole use of a database, across processes and inside this one, until closed.
 *
 * <p>Threads: any.
 */
final class LockFile implements AutoCloseable {
  /**
   * Lock files held by this process. POSIX drops a process's lock when <em>any</em> descriptor of
   * the file is closed, so a second attempt from inside must be refused before it opens the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, or fails with STORE_UNAVAILABLE when another holds it.
   *
   * @param lock exists; its contents do not matter
   */
  static LockFile take(Path lock) throws IOException {
    Path file = lock.toRealPath();
    if (!HELD.add(file)) {
      throw inUse(file, "this process");
    }
    boolean taken = false;
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() == null) {
          throw inUse(file, "another process");
        }
        taken = true;
        return new LockFile(file, channel);
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    } finally {
      if (!taken) {
        HELD.remove(file);
      }
    }
  }

  /**
   * Gives the lock up, once: by a second call another may hold it. The file stays, since removing
   * it would race with the next holder.
   */
  @Override
  public synchronized void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }

  private static CaException inUse(Path file, String who) {
    return new CaException(
        Failure.STORE_UNAVAILABLE, "the store is in use by " + who + ", which holds " + file);
  }
}
