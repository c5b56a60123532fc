package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about templates says what the code does. */
class TemplateDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "templates.md");

  @Test
  void thePageIsCurrent() throws IOException {
    if (Boolean.getBoolean("sealwright.write.docs")) {
      Files.writeString(PAGE, TemplateDocument.text());
    }
    assertThat(Files.readString(PAGE))
        .as("rewrite it with -Dsealwright.write.docs=true")
        .isEqualTo(TemplateDocument.text());
  }
}
