package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.file.VaultKey;
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
  static final Path VAULTS_EXAMPLE = DOCS.resolve("sealwright.vaults.example.yaml");
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
  }

  @Test
  void theExampleOfVaultsHasEveryKeyAndIsRead() throws Exception {
    String text = Files.readString(VAULTS_EXAMPLE);
    String said = text.replaceAll("#.*", "");
    for (VaultKey key : VaultKey.OF_TOKENS) {
      assertThat(said).containsPattern("(?m)^[ -]*" + key.name() + ": ?");
    }
    // Whoever tests has no Luna client: a file stands in for its module, which is not loaded here.
    Path client = Path.of("target", "libCryptoki2_64.so").toAbsolutePath();
    Files.writeString(client, "");
    Path file = Path.of("target", "sealwright.vaults.example.yaml").toAbsolutePath();
    Files.writeString(
        file, text.replace("/usr/safenet/lunaclient/lib/libCryptoki2_64.so", client.toString()));
    Configuration example = Configuration.from(Map.of("SEALWRIGHT_CONFIG", file.toString()));
    assertThat(example.vaults().stream().map(VaultConfig::name))
        .containsExactly("production", "lab");
    assertThat(example.vaults().getFirst().members()).hasSize(2);
    assertThat(example.vaults().getFirst().members().getFirst().weight()).isEqualTo(2);
  }

  @Test
  void theReadmeNamesOnlyVariablesThatExist() throws IOException {
    Set<String> known = new TreeSet<>(Set.of(ConfigurationFile.VARIABLE, DatabaseKeys.PASSWORD));
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
    text.append("\n## vaults\n\n")
        .append("A list, in place of `token`; [hsm.md](hsm.md#configuring-tokens) explains it, and")
        .append(" [sealwright.vaults.example.yaml](sealwright.vaults.example.yaml) has every key.")
        .append(" In `SEALWRIGHT_VAULTS` it is YAML too.\n\n")
        .append(vaultTable("vaults[]", VaultKey.OF_VAULTS))
        .append("\n")
        .append(vaultTable("vaults[].tokens[]", VaultKey.OF_TOKENS));
    text.append("\n## accounts\n\n")
        .append(
            "A list; [accounts.md](accounts.md) explains it. In `SEALWRIGHT_ACCOUNTS` it is YAML")
        .append(" too.\n");
    return text.toString();
  }

  private static String vaultTable(String of, List<VaultKey> keys) {
    StringBuilder text =
        new StringBuilder("| key of `")
            .append(of)
            .append("` | default | takes | meaning and advice |\n| --- | --- | --- | --- |\n");
    for (VaultKey key : keys) {
      text.append(
          String.join(
              " | ", "| `" + key.name() + "`", key.standard(), key.takes(), key.advice() + " |\n"));
    }
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
