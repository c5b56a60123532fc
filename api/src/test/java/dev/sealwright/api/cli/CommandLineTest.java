package dev.sealwright.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.SigningAlgorithm;
import dev.sealwright.api.shape.WireName;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.file.VaultsSection;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed wrong, and what is printed to be pasted. */
class CommandLineTest {
  private static final String SECRET = "hush-4711";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "doctor --pin hush-4711",
        "doctor --pin=hush-4711",
        "doctor --pin-file a --pin-env B --module /x",
        "doctor hush-4711",
        "doctor --seconds -1 --module /x",
        "doctor --seconds NaN --module /x",
        "doctor --sessions 0 --module /x",
        "doctor --slot many --module /x",
        "doctor --measure RSA_1024 --module /x",
        "doctor --driver windows --module /x",
        "doctor --profile no-such-profile",
        "doctor --module /x --module /y",
        "init --module /x",
        "init --module /x --label 123456789012345678901234567890123",
        "init --module /x --label a --so-pin hush-4711",
        "destroy",
        "destroy not-a-uuid",
        "destroy 0000000A-0000-0000-0000-000000000000",
        "evidence one two"
      })
  void whatIsNotUnderstoodIsStatusTwoAndNothingTypedIsRepeated(String typed) {
    List<String> arguments = typed.isEmpty() ? List.of() : List.of(typed.split(" ", -1));
    assertThat(run(arguments)).as(err.toString()).isEqualTo(HsmCommand.USAGE);
    assertThat(err.toString()).isNotBlank().doesNotContain(SECRET).doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "migrate hush-4711",
        "verify --threads 0",
        "verify --threads many",
        "verify --detached-before 2026",
        "verify --detached-before hush-4711",
        "backup",
        "backup one hush-4711",
        "copy",
        "copy --to postgres://hush-4711@db",
        "copy --to jdbc:postgresql:x --password=hush-4711"
      })
  void whatTheStoreDoesNotUnderstandIsStatusTwoToo(String typed) {
    List<String> arguments = typed.isEmpty() ? List.of() : List.of(typed.split(" ", -1));
    assertThat(store(arguments)).as(err.toString()).isEqualTo(HsmCommand.USAGE);
    assertThat(err.toString()).isNotBlank().doesNotContain(SECRET).doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void everyCommandOfTheStoreExplainsItself() {
    for (String command : List.of("migrate", "verify", "backup", "copy")) {
      assertThat(store(List.of(command, "--help"))).isEqualTo(HsmCommand.FINE);
      assertThat(out.toString()).contains("Usage: store " + command);
    }
  }

  private int store(List<String> arguments) {
    return StoreCommand.run(
        arguments,
        () -> {
          throw new AssertionError("the configuration was asked for");
        },
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new BufferedReader(new StringReader(""))));
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : List.of("doctor", "init", "list", "destroy", "evidence")) {
      assertThat(run(List.of(command, "--help"))).isEqualTo(HsmCommand.FINE);
      assertThat(out.toString()).contains("Usage: hsm " + command);
      assertThat(run(List.of("--help"))).isEqualTo(HsmCommand.FINE);
      assertThat(out.toString()).contains(command);
    }
  }

  @Test
  void theSuggestedConfigurationIsTakenByItsReader() throws Exception {
    Path module = Files.writeString(folder.resolve("a \"module\".so"), "");
    var advice =
        new Diagnosis.Advice("Ca: \\key \"#1\"", "007", true, 12, Set.of(Quirk.NOT_CKA_LOCAL));
    var suggested =
        new SuggestedVaults(
            new ModuleConfig(module, Driver.IAIK, "configdir='sql:/x' flags=a"),
            Profile.STANDARD,
            new PinSource.OfFile(folder.resolve("pin")));

    VaultConfig vault = read(suggested.yaml(advice)).getFirst();

    TokenConfig token = vault.members().getFirst().token();
    assertThat(token.module().path()).isEqualTo(module);
    assertThat(token.module().driver()).isEqualTo(Driver.IAIK);
    assertThat(token.module().reserved()).isEqualTo("configdir='sql:/x' flags=a");
    assertThat(token.label()).isEqualTo("Ca: \\key \"#1\"");
    assertThat(token.serial()).isEqualTo("007");
    assertThat(token.lanes()).isEqualTo(12);
    assertThat(token.pin()).isEqualTo(new PinSource.OfFile(folder.resolve("pin")));
    assertThat(token.profile().quirks()).containsExactly(Quirk.NOT_CKA_LOCAL);
    assertThat(vault.name()).isEqualTo("Ca-key-1-");
  }

  @Test
  void theNamesAreThoseOfTheApi() throws Exception {
    Set<String> keys = wireNames(KeyAlgorithm.class);
    for (KeySpec spec : KeySpec.values()) {
      assertThat(keys).contains(ApiNames.of(spec));
    }
    Set<String> algorithms = wireNames(SigningAlgorithm.class);
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      assertThat(algorithms).contains(ApiNames.of(algorithm));
    }
  }

  private static Set<String> wireNames(Class<? extends Enum<?>> type) throws Exception {
    Set<String> names = new HashSet<>();
    for (Enum<?> constant : type.getEnumConstants()) {
      WireName named = type.getField(constant.name()).getAnnotation(WireName.class);
      names.add(named == null ? constant.name() : named.value());
    }
    return names;
  }

  @Test
  void aLabelDoesNotSteerTheTerminal() {
    Table table = new Table("label");
    table.add("evil\u001b[2J\u202etxt\nnext");
    table.print(new PrintWriter(out), "");
    assertThat(Table.printable("evil\u001b[2J\u202etxt\nnext")).isEqualTo("evil?[2J?txt?next");
  }

  private static List<VaultConfig> read(String yaml) {
    Problems problems = new Problems();
    Node root =
        YamlTree.read(yaml, line -> Place.line(Path.of("pasted"), line), problems).orElseThrow();
    Node section = ((Node.Mapping) root).member("vaults").orElseThrow();
    List<VaultConfig> vaults = new VaultsSection(List.of(Driver.values()), problems).read(section);
    assertThat(problems.found()).isEmpty();
    return vaults;
  }

  private int run(List<String> arguments) {
    return HsmCommand.run(
        arguments,
        () -> {
          throw new AssertionError("the configuration was asked for");
        },
        (module, environment) -> {
          throw new AssertionError("a module was loaded");
        },
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new BufferedReader(new StringReader(""))));
  }
}
