package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.ServerProcess.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** A record from a file to PostgreSQL, as an operator takes it there, by real processes. */
@MostlyWaits
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreCommandTest {
  private static final String LEAF = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";

  @TempDir static Path folder;

  private static Path home;
  private static LocalPostgres postgres;
  private static ServerProcess server;
  private static SdkBytes csr;
  private static String root;
  private static final List<String> issued = new ArrayList<>();

  @BeforeAll
  static void serve() {
    home = folder.resolve("home");
    postgres = LocalPostgres.start(folder);
    server = ServerProcess.start(home);
    try (AcmPcaClient pca = server.client()) {
      CaClient client = new CaClient(pca);
      root =
          client.activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Moved Root");
      csr =
          new OpenSsl(folder)
              .request("/CN=moved", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
      for (int i = 0; i < 5; i++) {
        issued.add(issue(client));
      }
      pca.revokeCertificate(revoke ->
          revoke
              .certificateAuthorityArn(root)
              .certificateSerial(serial(issued.getFirst()))
              .revocationReason(RevocationReason.SUPERSEDED));
    }
  }

  @AfterAll
  static void end() {
    server.close();
    postgres.close();
  }

  @Test
  @Order(1)
  void verifiesBesideTheRunningServer() throws Exception {
    Ran ran = store("verify");
    assertThat(ran.status()).as(ran.output() + ran.errors()).isZero();
    assertThat(ran.output())
        .contains("Looked at " + home.resolve("var/store.db"), "certificates issued")
        .doesNotContain("VIOLATION");
    JsonNode found = json(store("verify", "--json", "--threads", "1"));
    assertThat(found.get("format").asText()).isEqualTo("sealwright-store-verification");
    assertThat(found.get("sound").asBoolean()).isTrue();
    assertThat(found.get("certificates").asInt()).isEqualTo(6);
    assertThat(found.get("revocations").asInt()).isEqualTo(1);
    assertThat(found.get("violations")).isEmpty();
    assertThat(store("migrate").output()).contains("by the server when it starts");
  }

  @Test
  @Order(2)
  void backsUpUnderLoadAndTheServerDoesNotNotice() throws Exception {
    Path file = folder.resolve("backup.db");
    List<Throwable> failures = new ArrayList<>();
    Thread load =
        Thread.ofVirtual()
            .unstarted(() -> {
              try (AcmPcaClient pca = server.client()) {
                CaClient client = new CaClient(pca);
                while (!Thread.currentThread().isInterrupted()) {
                  issued.add(issue(client));
                }
              } catch (RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                  failures.add(e);
                }
              }
            });
    List<String> before = List.copyOf(issued);
    load.start();
    Ran made = store("backup", file.toString());
    load.interrupt();
    load.join();
    assertThat(failures).isEmpty();
    assertThat(made.status()).as(made.errors()).isZero();
    assertThat(store("backup", file.toString()).errors()).contains("is there already");

    Map<String, String> overBackup = Map.of("SEALWRIGHT_DB", "jdbc:sqlite:" + file);
    Ran verified = ServerProcess.run(home, overBackup, "", "store", "verify", "--json");
    assertThat(verified.status()).as(verified.output()).isZero();
    assertThat(json(verified).get("certificates").asInt())
        .isGreaterThanOrEqualTo(before.size() + 1);
  }

  @Test
  @Order(3)
  void aViolationIsTheExitStatus() throws Exception {
    Path file = folder.resolve("damaged.db");
    assertThat(store("backup", file.toString()).status()).isZero();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE issued_count SET issued = issued + 1");
    }
    Map<String, String> over = Map.of("SEALWRIGHT_DB", "jdbc:sqlite:" + file);
    Ran text = ServerProcess.run(home, over, "", "store", "verify");
    assertThat(text.status()).isEqualTo(1);
    assertThat(text.output()).contains("VIOLATION CA " + uuid() + ": it is said to have issued");
    Ran json = ServerProcess.run(home, over, "", "store", "verify", "--json");
    assertThat(json.status()).isEqualTo(1);
    assertThat(json(json).get("violations").get(0).get("authority").asText()).isEqualTo(uuid());
  }

  @Test
  @Order(4)
  void copiesOnlyWhatNobodyServes() {
    Ran refused = store("copy", "--to", postgres.url());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("the store is in use by another process");
    assertThat(store("copy", "--to", "jdbc:sqlite:/x").status()).isEqualTo(2);
    assertThat(store("copy").status()).isEqualTo(2);
  }

  @Test
  @Order(5)
  void copiesAndTheServerGoesOnOverPostgres() throws Exception {
    server.terminate();
    Ran copied =
        store(
            "copy", "--to", postgres.url(), "--password-file", postgres.passwordFile().toString());
    assertThat(copied.status()).as(copied.output() + copied.errors()).isZero();
    assertThat(copied.output()).contains("each compared", "SEALWRIGHT_DB", "certificate");

    server = ServerProcess.start(home, postgres.environment());
    try (AcmPcaClient pca = server.client()) {
      CaClient client = new CaClient(pca);
      for (String each : issued) {
        assertThat(client.certificate(root, each).certificate()).startsWith("-----BEGIN");
      }
      issued.add(issue(client));
    }
    Ran verified = overPostgres("store", "verify", "--json");
    assertThat(verified.status()).as(verified.output() + verified.errors()).isZero();
    assertThat(json(verified).get("certificates").asInt())
        .isGreaterThanOrEqualTo(issued.size() + 1);
    assertThat(json(verified).get("revocations").asInt()).isEqualTo(1);

    Ran again = overPostgres("store", "copy", "--to", postgres.url());
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.errors()).contains("the configured store is no file");
    Ran backup = overPostgres("store", "backup", folder.resolve("none.db").toString());
    assertThat(backup.status()).isEqualTo(1);
    assertThat(backup.errors()).contains("pgbackrest", "pg_basebackup");
    assertThat(folder.resolve("none.db")).doesNotExist();
    assertThat(overPostgres("store", "migrate").output()).contains("of this version already");
  }

  @Test
  @Order(6)
  void looksAfterTokensBesideAServerOverPostgres() throws Exception {
    Ran listed = overPostgres("hsm", "list");
    assertThat(listed.status()).as(listed.output() + listed.errors()).isZero();
    assertThat(listed.output()).contains(uuid(), "ACTIVE");
    Ran evidence = overPostgres("hsm", "evidence", root);
    assertThat(evidence.status()).as(evidence.errors()).isZero();
    Ran refused = overPostgres("hsm", "destroy", uuid(), "--yes");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("has this key");
    // The record is open to several, so the event is written while the server runs.
    Ran destroyed = overPostgres("hsm", "destroy", uuid(), "--yes", "--ca-is-lost-for-good");
    assertThat(destroyed.status()).as(destroyed.errors()).isZero();
    assertThat(destroyed.output()).contains("the audit log has it");
  }

  @Test
  @Order(7)
  void aRecordThatIsNotThereIsNoSoundOne() {
    Ran nothing =
        ServerProcess.run(
            home,
            Map.of("SEALWRIGHT_DB", "jdbc:sqlite:" + folder.resolve("nowhere.db")),
            "",
            "store",
            "verify");
    assertThat(nothing.status()).isEqualTo(1);
    assertThat(nothing.errors()).contains("there is no store at");
    Map<String, String> closed = new HashMap<>(postgres.environment());
    closed.put(
        "SEALWRIGHT_DB", "jdbc:postgresql://127.0.0.1:1/sealwright?user=" + UUID.randomUUID());
    Ran away = ServerProcess.run(home, closed, "", "store", "verify");
    assertThat(away.status()).isEqualTo(1);
    assertThat(away.errors()).startsWith("error: ");
    Ran unreachable =
        store(
            "copy",
            "--to",
            "jdbc:postgresql://127.0.0.1:1/sealwright?user=sealwright&password=hush-4711");
    assertThat(unreachable.status()).isEqualTo(1);
    assertThat(unreachable.output() + unreachable.errors()).doesNotContain("hush-4711");
  }

  private static String issue(CaClient client) {
    return client.issue(root, csr, SigningAlgorithm.SHA256_WITHECDSA, LEAF, 30);
  }

  private static String uuid() {
    return root.substring(root.lastIndexOf('/') + 1);
  }

  private static String serial(String arn) {
    String hex = arn.substring(arn.lastIndexOf('/') + 1);
    return hex.replaceAll("(..)(?=.)", "$1:");
  }

  private static Ran store(String... arguments) {
    return ServerProcess.run(home, Map.of(), "", with("store", arguments));
  }

  private static Ran overPostgres(String... arguments) {
    return ServerProcess.run(home, postgres.environment(), "", arguments);
  }

  private static String[] with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  private static JsonNode json(Ran ran) throws IOException {
    return new ObjectMapper().readTree(ran.output());
  }
}
