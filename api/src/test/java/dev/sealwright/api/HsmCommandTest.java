package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.ServerProcess.Ran;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/**
 * The commands as real processes on SoftHSM2, beside the server and without it; pkcs11-tool has the
 * last word on what is on the token.
 */
@MostlyWaits
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HsmCommandTest {
  private static final String MODULE = "/usr/lib/softhsm/libsofthsm2.so";
  private static final String PIN = "user-pin-7531";

  @TempDir static Path folder;

  private static Path home;
  private static ServerProcess server;
  private static String root;
  private static String uuid;

  @BeforeAll
  static void serve() {
    home = folder.resolve("home");
    server = ServerProcess.start(home);
    try (AcmPcaClient pca = server.client()) {
      root =
          new CaClient(pca)
              .activeRoot(
                  KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Custody Root");
    }
    uuid = root.substring(root.lastIndexOf('/') + 1);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  @Order(1)
  void listsTheKeysBesideTheRunningServer() throws Exception {
    Ran ran = hsm("list", "--json");
    assertThat(ran.status()).as(ran.errors()).isZero();
    JsonNode listed = json(ran);
    assertThat(listed.get("format").asText()).isEqualTo("sealwright-hsm-keys");
    assertThat(listed.get("sound").asBoolean()).isTrue();
    JsonNode key = only(listed.get("keys"), "keyId", uuid);
    assertThat(key.get("arn").asText()).isEqualTo(root);
    assertThat(key.get("owner").asText()).isEqualTo("CA");
    assertThat(key.get("caStatus").asText()).isEqualTo("ACTIVE");
    assertThat(key.get("objects").asText()).isEqualTo("PAIR");
    assertThat(key.get("keyAlgorithm").asText()).isEqualTo("EC_prime256v1");
    assertThat(key.get("attributes").get("CKA_NEVER_EXTRACTABLE").asBoolean()).isTrue();
    assertThat(onToken("privkey")).contains(uuid.replace("-", ""));

    Ran table = hsm("list");
    assertThat(table.status()).isZero();
    assertThat(table.output()).contains(uuid, "ACTIVE", "kept, local").doesNotContain("nobody");
  }

  @Test
  @Order(2)
  void givesEvidenceOfWhatWasRecordedAndWhatIs() throws Exception {
    Ran ran = hsm("evidence", root);
    assertThat(ran.status()).as(ran.errors()).isZero();
    JsonNode evidence = json(ran);
    assertThat(evidence.get("format").asText()).isEqualTo("sealwright-key-evidence");
    assertThat(evidence.get("version").asInt()).isEqualTo(1);
    assertThat(evidence.get("authorities")).hasSize(1);
    JsonNode ca = evidence.get("authorities").get(0);
    assertThat(ca.get("arn").asText()).isEqualTo(root);
    JsonNode recorded = ca.get("recorded").get(0);
    assertThat(recorded.get("occasion").asText()).isEqualTo("CREATION");
    assertThat(recorded.get("attributes").get("CKA_EXTRACTABLE").asBoolean()).isFalse();
    assertThat(recorded.get("attributes").get("CKA_KEY_GEN_MECHANISM").asText())
        .isEqualTo("0x1040");
    JsonNode now = ca.get("now").get(0);
    assertThat(now.get("kept").asBoolean()).isTrue();
    assertThat(now.get("recordedKey").asBoolean()).isTrue();
    for (String same : List.of("publicKeySha256", "module", "token", "attributes", "label")) {
      assertThat(now.get("evidence").get(same)).as(same).isEqualTo(recorded.get(same));
    }
    assertThat(recorded.get("publicKeySha256")).isEqualTo(ca.get("publicKeySha256"));

    assertThat(hsm("evidence", uuid, "--recorded").status()).isZero();
    Ran unknown = hsm("evidence", UUID.randomUUID().toString());
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.errors()).isEqualTo("error: no such CA is on record\n");
    assertThat(hsm("evidence", "no-such-thing").status()).isEqualTo(2);
  }

  @Test
  @Order(3)
  void examinesTheTokenOfTheRunningServerAndLeavesNothing() throws Exception {
    Ran ran = hsm("doctor", "--json", "--seconds", "0.05", "--sessions", "2");
    assertThat(ran.status()).as(ran.output() + ran.errors()).isZero();
    JsonNode seen = json(ran);
    assertThat(seen.get("sound").asBoolean()).isTrue();
    assertThat(only(seen.get("trials"), "keyAlgorithm", "RSA_2048").get("outcome").asText())
        .isEqualTo("WORKS");
    assertThat(seen.get("speeds")).isNotEmpty();
    assertThat(seen.get("configuration").asText()).startsWith("vaults:");
    assertThat(onToken("privkey")).contains(uuid.replace("-", "")).doesNotContain("scratch");
    assertThat(onToken("pubkey")).doesNotContain("scratch");
    // The server has not noticed.
    try (AcmPcaClient pca = server.client()) {
      assertThat(new CaClient(pca).csr(root)).isNotNull();
    }
  }

  @Test
  @Order(4)
  void doesNotDestroyTheKeyOfACa() throws Exception {
    Ran refused = hsm("destroy", uuid, "--yes");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).startsWith("error: CA " + root).contains("--ca-is-lost-for-good");
    Ran unconfirmed =
        ServerProcess.run(home, Map.of(), "yes\n", "hsm", "destroy", uuid, "--ca-is-lost-for-good");
    assertThat(unconfirmed.status()).isEqualTo(1);
    assertThat(unconfirmed.errors()).contains("that is not its id; nothing was done");
    assertThat(onToken("privkey")).contains(uuid.replace("-", ""));
    assertThat(hsm("destroy", UUID.randomUUID().toString(), "--yes").status()).isEqualTo(1);
    assertThat(hsm("destroy", "not-an-id").status()).isEqualTo(2);
  }

  @Test
  @Order(5)
  void findsOrphansAndDestroysThemBesideTheServer() throws Exception {
    String orphan = UUID.randomUUID().toString();
    tool(
        "--keypairgen",
        "--key-type",
        "EC:prime256v1",
        "--label",
        "sealwright-" + orphan,
        "--id",
        orphan.replace("-", ""),
        "--sensitive");
    tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", "someone-else", "--id", "0102");

    tool("--delete-object", "--type", "pubkey", "--id", orphan.replace("-", ""));

    Ran listed = hsm("list", "--json");
    assertThat(listed.status()).isEqualTo(1);
    assertThat(only(json(listed).get("keys"), "keyId", orphan).get("owner").asText())
        .isEqualTo("ORPHAN");
    assertThat(only(json(listed).get("keys"), "keyId", orphan).get("objects").asText())
        .isEqualTo("PRIVATE_ONLY");
    assertThat(only(json(listed).get("keys"), "ckaId", "0102").get("owner").asText())
        .isEqualTo("OTHER");

    Ran destroyed = ServerProcess.run(home, Map.of(), orphan + "\n", "hsm", "destroy", orphan);
    assertThat(destroyed.status()).as(destroyed.errors()).isZero();
    assertThat(destroyed.errors()).contains("the store is in use by another process");
    assertThat(destroyed.output()).contains("the audit log does not have it");
    assertThat(onToken("privkey")).doesNotContain(orphan.replace("-", "")).contains("someone-else");
    assertThat(onToken("pubkey")).doesNotContain(orphan.replace("-", ""));
  }

  @Test
  @Order(6)
  void aLostCaIsOnTheAuditLog() throws Exception {
    server.terminate();
    Ran destroyed = hsm("destroy", uuid, "--ca-is-lost-for-good", "--yes");
    assertThat(destroyed.status()).as(destroyed.errors()).isZero();
    assertThat(destroyed.output()).contains("the audit log has it");
    try (SqliteStore store = SqliteStore.open(home.resolve("var/store.db"))) {
      assertThat(store.auditEvents(new AuthorityId(UUID.fromString(uuid)), 100))
          .last()
          .satisfies(event -> {
            assertThat(event.kind()).isEqualTo(AuditEvent.Kind.KEY_DESTROYED);
            assertThat(event.actor()).startsWith("operator ");
            assertThat(event.detail()).contains("--ca-is-lost-for-good");
          });
    }
    Ran listed = hsm("list");
    assertThat(listed.status()).isEqualTo(1);
    assertThat(listed.output()).contains("missing: CA " + uuid);
    Ran evidence = hsm("evidence", uuid);
    assertThat(evidence.status()).isEqualTo(1);
    assertThat(evidence.output()).contains("the token has no such key pair");
  }

  @Test
  @Order(7)
  void makesATokenReadyAndWipesItOnlyWhenItsLabelIsRepeated() throws Exception {
    Path own = folder.resolve("own");
    Files.createDirectories(own.resolve("tokens"));
    Path conf =
        Files.writeString(
            own.resolve("softhsm2.conf"), "directories.tokendir = " + own.resolve("tokens") + "\n");
    Map<String, String> environment = Map.of("SOFTHSM2_CONF", conf.toString());
    Path so = secret(own.resolve("so"), "so-pin-8642");
    Path user = secret(own.resolve("user"), PIN);
    String[] init = {
      "hsm",
      "init",
      "--module",
      MODULE,
      "--label",
      "Fresh One",
      "--so-pin-file",
      so.toString(),
      "--pin-file",
      user.toString()
    };

    Ran made = ServerProcess.run(home, environment, "", init);
    assertThat(made.status()).as(made.output() + made.errors()).isZero();
    assertThat(made.output()).contains("Token 'Fresh One' is ready", "label: \"Fresh One\"");
    assertThat(made.output() + made.errors()).doesNotContain(PIN, "so-pin-8642");

    // Another slot is free, so another token of that name could be made; this one is not touched.
    Ran wrong = ServerProcess.run(home, environment, "", with(init, "--wipe", "Fresh"));
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.errors()).contains("no initialised token has the label");
    Ran unconfirmed =
        ServerProcess.run(home, environment, "y\n", with(init, "--wipe", "Fresh One"));
    assertThat(unconfirmed.status()).isEqualTo(1);
    assertThat(unconfirmed.errors()).contains("will be lost for ever", "nothing was done");

    Ran examined =
        ServerProcess.run(
            home,
            environment,
            "",
            "hsm",
            "doctor",
            "--module",
            MODULE,
            "--label",
            "Fresh One",
            "--pin-file",
            user.toString(),
            "--seconds",
            "0");
    assertThat(examined.status()).as(examined.output() + examined.errors()).isZero();
    assertThat(examined.output())
        .contains("The token can serve a CA.", "Trials with scratch keys", "not offered")
        .doesNotContain(PIN);

    Ran wiped =
        ServerProcess.run(home, environment, "", with(init, "--wipe", "Fresh One", "--yes"));
    assertThat(wiped.status()).as(wiped.output() + wiped.errors()).isZero();

    Ran short4 =
        ServerProcess.run(
            home,
            environment,
            "",
            "hsm",
            "init",
            "--module",
            MODULE,
            "--label",
            "x",
            "--so-pin-file",
            so.toString(),
            "--pin-file",
            secret(own.resolve("short"), "12").toString());
    assertThat(short4.status()).isEqualTo(1);
    assertThat(short4.errors()).contains("takes PINs of 4 to 255 bytes").doesNotContain("12\n");
  }

  @Test
  @Order(8)
  void whatDoesNotWorkIsOneLine() throws Exception {
    Ran missing = hsm("doctor", "--module", "/no/such/module.so");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.errors())
        .isEqualTo("error: there is no PKCS#11 module at /no/such/module.so\n");
    Ran library = hsm("doctor", "--module", "/usr/lib/x86_64-linux-gnu/libc.so.6");
    assertThat(library.status()).isEqualTo(1);
    assertThat(library.errors()).startsWith("error: ").hasLineCount(1);
    Ran blind = hsm("doctor", "--module", MODULE, "--label", "sealwright", "--seconds", "0");
    assertThat(blind.status()).as("no PIN, and no terminal to ask for it").isEqualTo(1);
    assertThat(blind.errors()).doesNotContain("Exception");
  }

  private static Ran hsm(String... arguments) {
    return ServerProcess.run(home, Map.of(), "", with(new String[] {"hsm"}, arguments));
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static JsonNode json(Ran ran) throws IOException {
    return new ObjectMapper().readTree(ran.output());
  }

  private static JsonNode only(JsonNode array, String member, String value) {
    List<JsonNode> found =
        array.valueStream().filter(each -> each.path(member).asText().equals(value)).toList();
    assertThat(found).as(member + " " + value + " in " + array).hasSize(1);
    return found.getFirst();
  }

  private static String onToken(String type) throws Exception {
    return tool("--list-objects", "--type", type);
  }

  /** OpenSC knows nothing of us. */
  private static String tool(String... arguments) throws Exception {
    Path token = home.resolve("var/token");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        "pkcs11-tool",
                        "--module",
                        MODULE,
                        "--token-label",
                        "sealwright",
                        "--login",
                        "--pin",
                        Files.readString(token.resolve("sealwright.pin")).strip()),
                    Stream.of(arguments))
                .toList());
    builder.environment().put("SOFTHSM2_CONF", token.resolve("softhsm2.conf").toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
