package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.StorageStandard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the operator may say, what wins, and what is answered to what is wrong. */
class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void nothingSaidGivesTheDefaults() throws InvalidConfiguration {
    Configuration configuration = Configuration.from(home());
    assertThat(configuration.server())
        .isEqualTo(
            new Configuration.Server(
                folder,
                8080,
                8082,
                8081,
                folder.resolve("page-token.key"),
                Duration.ofSeconds(3),
                "us-east-1"));
    assertThat(configuration.token().module()).isNull();
    assertThat(configuration.token().driver()).isEqualTo(Driver.FOREIGN);
    assertThat(configuration.token().lanes()).isBetween(2, 256);
    assertThat(configuration.token().standards())
        .containsExactlyInAnyOrder(
            StorageStandard.FIPS_140_2_LEVEL_2, StorageStandard.FIPS_140_2_LEVEL_3);
    assertThat(configuration.database())
        .isEqualTo(new Database.Embedded(folder.resolve("store.db")));
    assertThat(configuration.administrator()).isEmpty();
    assertThat(configuration.accounts()).isEmpty();
  }

  @Test
  void theFilesOfTlsGoTogether() throws Exception {
    assertThat(Configuration.from(home()).tls()).isEmpty();
    write("tls:\n  certificate: chain.pem\n");
    assertThat(
            Configuration.from(home("SEALWRIGHT_TLS_KEY", folder.resolve("key.pem").toString()))
                .tls())
        .contains(new Configuration.Tls(folder.resolve("chain.pem"), folder.resolve("key.pem")));
    assertThat(catchThrowableOfType(InvalidConfiguration.class, () -> Configuration.from(home())))
        .hasMessageContaining("sealwright.yaml:2: ")
        .hasMessageContaining("tls.certificate: goes with tls.key: set both, or neither");
    write("tls: {}\n");
    assertThat(
            catchThrowableOfType(
                InvalidConfiguration.class,
                () -> Configuration.from(home("SEALWRIGHT_TLS_KEY", "/x/key.pem"))))
        .hasMessageContaining("SEALWRIGHT_TLS_KEY")
        .hasMessageContaining("goes with tls.certificate");
  }

  @Test
  void theHomeIsVarWhereNobodySaysAnything() throws InvalidConfiguration {
    assertThat(Configuration.from(Map.of("SEALWRIGHT_HOME", "")).server().home())
        .isEqualTo(Path.of("var").toAbsolutePath());
  }

  @Test
  void theFileInTheHomeIsReadAndTheEnvironmentWins() throws Exception {
    write(
        """
        server:
          port: 1
          managementPort: 2
          pageTokenKey: shared/pages.key
          region: eu-west-3
        token:
          standards: [CCPC_LEVEL_1_OR_HIGHER]
        cluster:
          requireStandby: false
        """);
    Configuration configuration =
        Configuration.from(
            home("SEALWRIGHT_PORT", "11", "AWS_REGION", "", "SEALWRIGHT_LANES", "3"));
    assertThat(configuration.server())
        .isEqualTo(
            new Configuration.Server(
                folder,
                11,
                2,
                8081,
                folder.resolve("shared/pages.key"),
                Duration.ofSeconds(3),
                "eu-west-3"));
    assertThat(configuration.token().lanes()).isEqualTo(3);
    assertThat(configuration.token().standards()).containsExactly(StorageStandard.CCPC_LEVEL_1);
  }

  @Test
  void aFigureIsSetOnTopOfThePreset() throws Exception {
    write("quotas:\n  preset: aws\n  rates: {IssueCertificate: 40, GetCertificate: 50}\n");
    RateTable rates =
        Configuration.from(
                home(
                    "SEALWRIGHT_QUOTAS_RATES_ISSUE_CERTIFICATE",
                    "41",
                    "SEALWRIGHT_QUOTAS_BURST",
                    "3"))
            .quotas()
            .rates();
    assertThat(rates.of(Operation.ISSUE_CERTIFICATE)).isEqualTo(41);
    assertThat(rates.of(Operation.GET_CERTIFICATE)).isEqualTo(50);
    assertThat(rates.of(Operation.LIST_TAGS)).isEqualTo(20);
    assertThat(rates.burst()).isEqualTo(3);
    assertThat(
            Configuration.from(home("SEALWRIGHT_QUOTAS_COUNTS_AUTHORITIES", "7")).quotas().counts())
        .isEqualTo(new CountLimits(7, 1_000_000, 100_000_000, 1_000_000, 100_000_000));
  }

  @Test
  void aListInAVariableHasCommas() throws InvalidConfiguration {
    assertThat(
            Configuration.from(
                    home(
                        "SEALWRIGHT_TOKEN_STANDARDS",
                        "CCPC_LEVEL_1_OR_HIGHER, FIPS_140_2_LEVEL_2_OR_HIGHER"))
                .token()
                .standards())
        .hasSize(2);
  }

  @Test
  void aServerIsADatabaseToo() throws Exception {
    Configuration configuration =
        Configuration.from(
            Map.of(
                "SEALWRIGHT_HOME", folder.toString(),
                "SEALWRIGHT_DB", "jdbc:postgresql://one:5432,two:5432/ca?ssl=true",
                "SEALWRIGHT_DB_USER", "sealwright",
                "SEALWRIGHT_DB_PASSWORD", "s3cret word",
                "SEALWRIGHT_CLUSTER_REQUIRE_STANDBY", "false",
                "SEALWRIGHT_CLUSTER_LEASE", "20"));
    assertThat(configuration.database())
        .isEqualTo(
            new Database.Postgres(
                "jdbc:postgresql://one:5432,two:5432/ca?ssl=true",
                Optional.of("sealwright"),
                Optional.of("s3cret word"),
                Optional.empty(),
                false,
                Duration.ofSeconds(20)));
    assertThat(configuration.toString())
        .as("INVARIANT I15")
        .doesNotContain("s3cret")
        .contains("jdbc:postgresql://one:5432,two:5432/ca");
  }

  @Test
  void aStandbyIsRequiredUnlessSomebodySaysOtherwise() throws Exception {
    Configuration configuration =
        Configuration.from(
            Map.of(
                "SEALWRIGHT_HOME",
                folder.toString(),
                "SEALWRIGHT_DB",
                "jdbc:postgresql://db/ca?user=me&password=inTheUrl"));
    assertThat(configuration.database())
        .isInstanceOfSatisfying(
            Database.Postgres.class, server -> assertThat(server.requireStandby()).isTrue());
    assertThat(configuration.toString()).doesNotContain("inTheUrl");
  }

  @Test
  void aPasswordComesFromOnePlace() {
    assertThatThrownBy(() ->
            Configuration.from(
                Map.of(
                    "SEALWRIGHT_DB", "jdbc:postgresql://db/ca",
                    "SEALWRIGHT_DB_PASSWORD", "s3cret",
                    "SEALWRIGHT_DB_PASSWORD_FILE", "/nowhere/password")))
        .hasMessageContaining("SEALWRIGHT_DB_PASSWORD and SEALWRIGHT_DB_PASSWORD_FILE: set one")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void relativePathsBelongToWhereTheyStand() throws Exception {
    Path other = Files.createDirectories(folder.resolve("etc")).resolve("ca.yaml");
    Files.writeString(
        other,
        """
        server: {home: ../data}
        token: {module: lib/p11.so}
        store: {url: "jdbc:sqlite:ca.db"}
        """);
    Configuration configuration = Configuration.from(Map.of("SEALWRIGHT_CONFIG", other.toString()));
    assertThat(configuration.server().home()).isEqualTo(folder.resolve("data"));
    assertThat(configuration.token().module()).isEqualTo(folder.resolve("etc/lib/p11.so"));
    assertThat(configuration.database())
        .isEqualTo(new Database.Embedded(folder.resolve("etc/ca.db")));
    assertThat(
            Configuration.from(
                    Map.of("SEALWRIGHT_CONFIG", other.toString(), "SEALWRIGHT_DB", "jdbc:sqlite:x"))
                .database())
        .isEqualTo(new Database.Embedded(Path.of("x").toAbsolutePath()));
  }

  @Test
  void everyVariableIsReadAndOverTheFile() {
    String poison = "\u0001,";
    for (Key<?> key : Keys.ALL) {
      if (key.form().range().equals("a path")) {
        continue; // takes nearly everything; seen above
      }
      assertThat(problems(home(key.variable(), poison)))
          .as(key.path())
          .containsExactly(key.variable() + ": " + key.path() + ": expected " + key.form().range());
    }
  }

  @Test
  void theVariableFollowsOneRule() {
    assertThat(Key.variableOf("quotas.rates.IssueCertificate"))
        .isEqualTo("SEALWRIGHT_QUOTAS_RATES_ISSUE_CERTIFICATE");
    assertThat(Key.variableOf("cluster.requireStandby"))
        .isEqualTo("SEALWRIGHT_CLUSTER_REQUIRE_STANDBY");
    assertThat(Keys.ALL.stream().map(Key::variable)).doesNotHaveDuplicates();
    assertThat(Keys.ALL.stream().map(Key::path)).doesNotHaveDuplicates();
  }

  @Test
  void accountsInAVariableAreYamlToo() throws Exception {
    write("accounts: [{id: '123456789012'}]");
    assertThat(
            Configuration.from(home("SEALWRIGHT_ACCOUNTS", "[{id: '210987654321'}]"))
                .accounts()
                .stream()
                .map(Account::id))
        .containsExactly("210987654321");
    assertThat(problems(home("SEALWRIGHT_ACCOUNTS", "{b: ")))
        .singleElement()
        .asString()
        .startsWith("SEALWRIGHT_ACCOUNTS: not YAML: ");
  }

  @Test
  void aSecretIsInNoStringForm() throws InvalidConfiguration {
    Configuration configuration =
        Configuration.from(
            home(
                "AWS_ACCESS_KEY_ID",
                "AKIAEXAMPLE",
                "AWS_SECRET_ACCESS_KEY",
                "sixteen or more of them",
                "SEALWRIGHT_ACCOUNTS",
                """
                [{id: '210987654321',
                  principals: [{name: a, accessKeys: [{id: AKIA, secret: hunter2hunter2hunter2}]}]}]\
                """));
    assertThat(configuration.administrator()).isPresent();
    assertThat(configuration.toString())
        .contains("AKIAEXAMPLE")
        .doesNotContain("sixteen", "hunter2");
  }

  /**
   * A file that is refused.
   *
   * @param said each problem, in order, {@code F} standing for the file
   */
  record Case(String name, String file, Map<String, String> environment, List<String> said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(
            "all problems at once, in the file and in the environment",
            """
            server:
              port: eighty
              managementPort: 65536
            tokens:
              lanes: 3
            token:
              lane: 3
              driver: wind
              standards: FIPS_140_2_LEVEL_2_OR_HIGHER
            store: {url: "jdbc:mysql://db/ca"}
            cluster: {requireStandby: yes}
            publication:
              host: a b
            """,
            Map.of("SEALWRIGHT_PROT", "1", "SEALWRIGHT_LANES", "0", "AWS_ACCESS_KEY_ID", "x"),
            List.of(
                "F:4: tokens: no such key; did you mean token?",
                "F:7: token.lane: no such key; did you mean token.lanes?",
                "SEALWRIGHT_PROT: no such setting; did you mean SEALWRIGHT_PORT?",
                "F:2: server.port: expected a number from 0 to 65535",
                "F:3: server.managementPort: expected a number from 0 to 65535",
                "F:8: token.driver: expected foreign or iaik or sun",
                "SEALWRIGHT_LANES: token.lanes: expected a number from 1 to 256",
                "F:9: token.standards: expected a list of FIPS_140_2_LEVEL_2_OR_HIGHER,"
                    + " FIPS_140_2_LEVEL_3_OR_HIGHER, CCPC_LEVEL_1_OR_HIGHER, at least one",
                "F:10: store.url: expected jdbc:sqlite:FILE, or"
                    + " jdbc:postgresql://HOST:PORT,HOST:PORT/DATABASE",
                "F:11: cluster.requireStandby: expected true or false",
                "F:13: publication.host: expected a host name, with a port behind a colon when it"
                    + " is not 80",
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both, or neither to have a pair"
                    + " made",
                "AWS_ACCESS_KEY_ID: expected 3 to 128 letters, digits, underscores, hyphens")),
        new Case(
            "a key that stands twice",
            "server:\n  port: 1\n  port: 2\n",
            Map.of(),
            List.of("F:3: port: stands twice, first at F:2")),
        new Case(
            "an unknown key that resembles nothing",
            "x\u00e9y\u202e: 1",
            Map.of(),
            List.of("F:1: x?y?: no such key; docs/configuration.md has them all")),
        new Case(
            "a dotted key",
            "server.port: 1",
            Map.of(),
            List.of("F:1: server.port: no such key; docs/configuration.md has them all")),
        new Case(
            "a key without a value",
            "server:\n  port:\n",
            Map.of(),
            List.of("F:2: server.port: has no value; leave the key out to have its default")),
        new Case(
            "a mapping where a value is due",
            "server:\n  port: {a: 1}\n",
            Map.of(),
            List.of("F:2: server.port: expected a number from 0 to 65535")),
        new Case(
            "a value where a mapping is due",
            "server: 1",
            Map.of(),
            List.of("F:1: server: expected a mapping of keys")),
        new Case("a list", "- 1", Map.of(), List.of("F:1: the file: expected a mapping of keys")),
        new Case(
            "an octal number is none",
            "server: {port: 0o17}",
            Map.of(),
            List.of("F:1: server.port: expected a number from 0 to 65535")),
        new Case(
            "a path with a zero byte",
            "token: {module: \"a\\0b\"}",
            Map.of(),
            List.of("F:1: token.module: expected a path")),
        new Case(
            "an anchor",
            "server: &s\n  port: 1\n",
            Map.of(),
            List.of("F:1: anchors (&) and aliases (*) are not taken here")),
        new Case(
            "a bomb of aliases",
            "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
            Map.of(),
            List.of("F:1: anchors (&) and aliases (*) are not taken here")),
        new Case(
            "an alias as a key",
            "*a : 1",
            Map.of(),
            List.of("F:1: anchors (&) and aliases (*) are not taken here")),
        new Case(
            "a class to construct",
            "server: !!javax.script.ScriptEngineManager []",
            Map.of(),
            List.of("F:1: tags (!) are not taken here")),
        new Case(
            "a list for a key",
            "? [a]\n: b\n",
            Map.of(),
            List.of("F:1: expected a plain key of 1 to 128 characters")),
        new Case(
            "too deep",
            "accounts: " + "[".repeat(40) + "]".repeat(40),
            Map.of(),
            List.of("F:1: nested deeper than 32 levels")),
        new Case(
            "several documents",
            "server: {port: 1}\n---\nserver: {port: 2}\n",
            Map.of(),
            List.of("F:1: expected one YAML document, not several")),
        new Case(
            "a control character",
            "server: \u0007",
            Map.of(),
            List.of("F:1: not YAML: it holds characters that YAML does not allow")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysAllThatIsWrong(Case wrong) throws IOException {
    Path file = write(wrong.file());
    Map<String, String> environment = home();
    environment.putAll(wrong.environment());
    assertThat(problems(environment))
        .containsExactlyElementsOf(
            wrong.said().stream()
                .map(line -> line.replaceAll("F(?=:[0-9])", file.toString()))
                .toList());
  }

  @Test
  void brokenYamlIsShownWithItsLine() throws IOException {
    Path file = write("server:\n  port: [1\n");
    assertThat(problems(home("SEALWRIGHT_LANES", "0")))
        .hasSize(2)
        .first()
        .asString()
        .startsWith(file + ":3: not YAML: ");
  }

  @Test
  void emptySectionsAndAnEmptyFileAreFine() throws Exception {
    for (String text :
        List.of("", "# only a comment\n", "server:\n  # port: 1\naccounts:\n", "---\n")) {
      write(text);
      Configuration configuration = Configuration.from(home());
      assertThat(configuration.server().port()).isEqualTo(8080);
      assertThat(configuration.accounts()).isEmpty();
    }
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThat(problems(Map.of("SEALWRIGHT_CONFIG", missing.toString())))
        .containsExactly(missing + ": expected a file that can be read");
    assertThat(problems(Map.of("SEALWRIGHT_CONFIG", "a\0b")))
        .containsExactly("SEALWRIGHT_CONFIG: expected a path");
    Path file = write("# " + "x".repeat(ConfigurationFile.LARGEST));
    assertThat(problems(home())).containsExactly(file + ": expected at most 262144 bytes");
    Files.write(file, "server: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(home())).containsExactly(file + ": expected text in UTF-8");
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(problems(home()))
        .containsExactly(file + ": may be changed by others; mend it with: chmod o-w " + file);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("sealwright.yaml"), text);
  }

  private Map<String, String> home(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SEALWRIGHT_HOME", folder.toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  static List<String> problems(Map<String, String> environment) {
    InvalidConfiguration wrong =
        catchThrowableOfType(InvalidConfiguration.class, () -> Configuration.from(environment));
    return Optional.ofNullable(wrong)
        .map(InvalidConfiguration::getMessage)
        .orElse("")
        .lines()
        .toList();
  }
}
