package dev.sealwright.api;

import dev.sealwright.engine.WarmUp;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warms up beside the rest of the start, with a store in the temporary folder and a key in memory;
 * see {@link Practice}. A start never fails because of it.
 *
 * <p>Threads: a platform thread of its own, from {@link #begin} to the end of {@link #await}.
 */
final class WarmStart {
  private static final Logger LOG = LoggerFactory.getLogger(WarmStart.class);

  private final Thread thread;

  private WarmStart(Duration time) {
    this.thread =
        Thread.ofPlatform().daemon().name("sealwright-warm-up").unstarted(() -> warm(time));
  }

  /**
   * @param time for which it issues; nothing is done when it is zero
   */
  static WarmStart begin(Duration time) {
    WarmStart start = new WarmStart(time);
    if (time.isPositive()) {
      start.thread.start();
    }
    return start;
  }

  /** Returns when it is over. */
  void await() throws InterruptedException {
    thread.join();
  }

  private static void warm(Duration time) {
    try {
      Path scratch = Files.createTempDirectory("sealwright-warm-up-");
      try {
        Practice practice = new Practice(scratch.resolve("buckets"), time);
        WarmUp.practise(
            SqliteStore.open(scratch.resolve("store.db")),
            new SoftVault("warm-up", 2, new SecureRandom()),
            practice);
        LOG.info("warmed up with {} certificates", practice.answered());
      } finally {
        remove(scratch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("not warmed up, the first requests will be slower: {}", e.getMessage());
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      Files.delete(path);
    }
  }
}
