package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hosts of the engine were promised; {@code src/test/embedding} holds a host itself. */
@Isolated
@Timeout(120)
class EmbeddingTest {
  @TempDir Path folder;

  @Test
  void noThreadOfTheEngineOutlivesIt() {
    Set<Thread> before = ofEngines();
    try (TestEngine ca =
        new TestEngine(SqliteStore.open(folder.resolve("store.db")), SoftHsmFixture.vault())) {
      ca.engine.issue(TestEngine.leafOrder(ca.activeRoot(), "leaf", null));
      assertThat(added(before)).as("its threads are told by their names").isNotEmpty();
    }
    assertThat(added(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IssueAThousand.java", "Production.java"})
  void thePageShowsTheProgramThatIsTested(String name) throws IOException {
    Path page = Path.of("..", "docs", "embedding.md");
    Path program = Path.of("src/test/embedding/src/main/java/example", name);
    assertThat(Files.readString(page))
        .as("%s shows %s word for word", page, program)
        .contains("```java\n" + Files.readString(program) + "```\n");
  }

  private static Set<Thread> added(Set<Thread> before) {
    Set<Thread> now = ofEngines();
    now.removeAll(before);
    return now;
  }

  /** Other tests may have left lanes that hang for good. */
  private static Set<Thread> ofEngines() {
    Set<Thread> found = new HashSet<>(Thread.getAllStackTraces().keySet());
    found.removeIf(thread -> !thread.getName().startsWith("sealwright-"));
    return found;
  }
}
