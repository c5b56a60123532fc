package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.VaultConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vaults in the one configuration, beside everything else that it holds. */
class VaultsTest {
  @TempDir private Path folder;
  private Path module = Path.of("");

  @BeforeEach
  void makeModule() throws IOException {
    module = Files.createFile(folder.resolve("p11.so"));
  }

  @Test
  void nothingSaidIsTheDevProfile() throws Exception {
    assertThat(read("server: {port: 1}\n").vaults()).isEmpty();
    assertThat(read("vaults:\n").vaults()).isEmpty();
    assertThat(read("vaults:\ntoken: {lanes: 3}\n").token().lanes()).isEqualTo(3);
  }

  @Test
  void readsThemFromTheFileAndFromAVariable() throws Exception {
    assertThat(read("vaults: " + vault("ca") + "\n").vaults().stream().map(VaultConfig::name))
        .containsExactly("ca");
    assertThat(
            read("vaults: " + vault("ca") + "\n", "SEALWRIGHT_VAULTS", vault("other"))
                .vaults()
                .stream()
                .map(VaultConfig::name))
        .containsExactly("other");
  }

  @Test
  void standsNotBesideTheTokenOfTheDevProfile() throws IOException {
    assertThat(
            problems(
                "vaults: " + vault("ca") + "\ntoken:\n  module: /x.so\n  driver: foreign\n",
                "SEALWRIGHT_LANES",
                "3",
                "SEALWRIGHT_TOKEN_STANDARDS",
                "CCPC_LEVEL_1_OR_HIGHER"))
        .containsExactly(
            "F:3: token.module: " + beside(),
            "F:4: token.driver: " + beside(),
            "SEALWRIGHT_LANES: token.lanes: " + beside(),
            "SEALWRIGHT_TOKEN_STANDARDS: token.standards: " + beside());
  }

  private static String beside() {
    return "is for the dev profile's token, and there are vaults, at F:1: leave out the one or the"
        + " other";
  }

  @Test
  void itsProblemsComeWithAllOthers() throws IOException {
    assertThat(
            problems(
                """
                vault: []
                server: {port: x}
                vaults:
                  - name: ca
                    tokens:
                      - name: t
                        module: M
                        label: l
                        pin: "1234"
                        standards: []
                """
                    .replace("M", module.toString())))
        .containsExactly(
            "F:1: vault: no such key; did you mean vaults?",
            "F:2: server.port: expected a number from 0 to 65535",
            "F:9: vaults[0].tokens[0].pin: expected one of file: /a/path, environment: VARIABLE,"
                + " credential: NAME, prompt: true; a PIN does not belong into the configuration");
  }

  @Test
  void declaresTheStandardsThatACallerAsksFor() throws Exception {
    String all =
        String.join(
            ", ", Arrays.stream(KeyStorageSecurityStandard.values()).map(Enum::name).toList());
    List<VaultConfig> vaults =
        read("vaults: " + vault("ca").replace("standards: []", "standards: [" + all + "]") + "\n")
            .vaults();
    assertThat(vaults.getFirst().members().getFirst().token().standards())
        .containsExactlyInAnyOrder(StorageStandard.values());
  }

  private String vault(String name) {
    return "[{name: "
        + name
        + ", tokens: [{name: t, module: "
        + module
        + ", label: l, pin: {prompt: true}, standards: []}]}]";
  }

  private Configuration read(String text, String... variables)
      throws IOException, InvalidConfiguration {
    return Configuration.from(environment(text, variables));
  }

  private List<String> problems(String text, String... variables) throws IOException {
    Map<String, String> environment = environment(text, variables);
    String file = folder.resolve("sealwright.yaml").toString();
    return ConfigurationTest.problems(environment).stream()
        .map(line -> line.replace(file, "F"))
        .toList();
  }

  private Map<String, String> environment(String text, String... variables) throws IOException {
    Files.writeString(folder.resolve("sealwright.yaml"), text);
    Map<String, String> environment = new HashMap<>();
    environment.put("SEALWRIGHT_HOME", folder.toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return environment;
  }
}
