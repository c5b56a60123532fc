package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, the answer is a configuration or a list of problems. */
class ConfigurationMutationTest {
  private static final String PIECES = ":{}[]&*!|>-?#%@`\"'\\,\n \t0a\u0000\u0085\ufeff\ud83d";
  private static final int ROUNDS = 3_000;

  @TempDir Path folder;

  @Test
  void noFileIsAnsweredByAnythingElse() throws IOException {
    answersBy(Files.readString(DocumentationTest.EXAMPLE));
  }

  @Test
  void norIsOneWithVaults() throws IOException {
    answersBy(Files.readString(DocumentationTest.VAULTS_EXAMPLE));
  }

  private void answersBy(String example) throws IOException {
    Random random = new Random(20261125);
    Path file = folder.resolve("sealwright.yaml");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder(example);
      for (int edit = random.nextInt(4); edit >= 0; edit--) {
        int at = random.nextInt(text.length());
        char piece = PIECES.charAt(random.nextInt(PIECES.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, piece);
          case 1 -> text.insert(at, piece);
          default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(40)));
        }
      }
      Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
      try {
        Configuration.from(Map.of("SEALWRIGHT_HOME", folder.toString()));
      } catch (InvalidConfiguration e) {
        assertThat(e).message().isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
  }
}
