package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.memory.MemoryStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
  private static SoftVault vault() {
    return new SoftVault("warm-up", 2, new SecureRandom());
  }

  @Test
  void everyCallerIssuesAtLeastOnce() {
    assertThat(WarmUp.issue(new MemoryStore(), vault(), Duration.ZERO)).isEqualTo(8);
  }

  @Test
  void theStoreIsClosedWhenItIsOver(@TempDir Path folder) {
    Path file = folder.resolve("scratch.db");
    assertThat(WarmUp.issue(SqliteStore.open(file), vault(), Duration.ZERO)).isEqualTo(8);
    // Its lock is free again.
    SqliteStore.open(file).close();
  }
}
