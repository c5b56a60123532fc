package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.hsm.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written about the configuration is what the key table says. */
class DocumentationTest {
  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
  static final Path EXAMPLE = DOCS.resolve("sealwright.example.yaml");
  private static final String MARK = "the key table, api.config.Keys. -->\n";

  @Test
  void everyKeyIsDocumented() throws IOException {
    Path page = DOCS.resolve("configuration.md");
    String written = Files.readString(page);
    int mark = written.indexOf(MARK);
    assertThat(mark).isPositive();
    String head = written.substring(0, mark + MARK.length());
    String expected = head + tables();
    Path fresh = Path.of("target", "configuration.md");
    Files.writeString(fresh, expected);
    assertThat(written)
        .as("the tables of %s; after a change: cp api/%s docs/", page, fresh)
        .isEqualTo(expected);
  }

  @Test
  void theExampleHasEveryKeyAtItsDefault() throws Exception {
    Map<String, String> environment = Map.of("SEALWRIGHT_CONFIG", EXAMPLE.toString());
    Problems problems = new Problems();
    RawConfiguration raw =
        RawConfiguration.of(ConfigurationFile.read(environment, problems), environment, problems);
    for (Key<?> key : Keys.ALL) {
      assertThat(raw.value(key)).as(key.path()).isPresent();
      if (Pattern.matches("[a-z0-9-]+", key.standard())) {
        Map<String, String> other = Map.of(key.variable(), key.standard());
        RawConfiguration standard = RawConfiguration.of(Optional.empty(), other, problems);
        assertThat(raw.value(key)).as(key.path()).isEqualTo(standard.value(key));
      }
    }
    InvalidConfiguration.throwIfAny(problems);
    Configuration example = Configuration.from(environment);
    Configuration nothing = Configuration.from(Map.of("SEALWRIGHT_HOME", "/var/lib/sealwright"));
    assertThat(example.server()).isEqualTo(nothing.server());
    assertThat(example.quotas()).isEqualTo(nothing.quotas());
    assertThat(example.database()).isEqualTo(nothing.database());
    assertThat(example.token().standards()).isEqualTo(nothing.token().standards());
    assertThat(example.requireStandby()).isEqualTo(nothing.requireStandby());
  }

  @Test
  void theReadmeNamesOnlyVariablesThatExist() throws IOException {
    Set<String> known = new TreeSet<>(Set.of(ConfigurationFile.VARIABLE));
    Keys.ALL.forEach(key -> known.add(key.variable()));
    Keys.FREE.forEach(path -> known.add(Key.variableOf(path)));
    Set<String> named =
        Pattern.compile("SEALWRIGHT_[A-Z0-9_]+")
            .matcher(Files.readString(DOCS.resolveSibling("README.md")))
            .results()
            .map(hit -> hit.group())
            .collect(Collectors.toSet());
    assertThat(named).isNotEmpty().isSubsetOf(known);
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    List<String> sections = Keys.ALL.stream().map(DocumentationTest::section).distinct().toList();
    for (String section : sections) {
      text.append("\n## ")
          .append(section)
          .append("\n\n| key | variable | default | takes | meaning and advice |\n")
          .append("| --- | --- | --- | --- | --- |\n");
      Keys.ALL.stream()
          .filter(key -> section(key).equals(section))
          .forEach(key -> text.append(row(key)));
    }
    text.append("\n## accounts\n\n")
        .append(
            "A list; [accounts.md](accounts.md) explains it. In `SEALWRIGHT_ACCOUNTS` it is YAML")
        .append(" too.\n");
    return text.toString();
  }

  private static String section(Key<?> key) {
    return key.path().substring(0, key.path().lastIndexOf('.'));
  }

  private static String row(Key<?> key) {
    String unit = key.unit().isEmpty() ? "" : " (" + key.unit() + ")";
    return String.join(
            " | ",
            "| `" + key.path() + "`",
            "`" + key.variable() + "`",
            key.standard() + unit,
            key.form().range(),
            key.advice() + " |")
        + "\n";
  }
}
