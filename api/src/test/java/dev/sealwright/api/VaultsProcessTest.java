package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.hsm.dev.SoftHsm;
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** The server on vaults of its configuration, as on an operator's machine. */
@MostlyWaits
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class VaultsProcessTest {
  private static final String STANDARDS = "[FIPS_140_2_LEVEL_3_OR_HIGHER]";

  @TempDir Path folder;

  private SoftHsmToken first;
  private SoftHsmToken second;

  @BeforeEach
  void tokens() {
    SoftHsm softHsm = new SoftHsm(new SecureRandom());
    first = softHsm.provision(folder.resolve("tokens"), "first", 2);
    second = softHsm.provision(folder.resolve("tokens"), "second", 2);
  }

  @Test
  void itSignsInTheVaultsOfTheConfigurationAndFindsTheKeysAgain() throws Exception {
    Map<String, String> environment = configured(pin(first));
    OpenSsl openssl = new OpenSsl(folder);
    SdkBytes csr = openssl.request("/CN=vault.example", Estate.EC);
    String root;
    try (ServerProcess server = ServerProcess.start(folder, environment);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      root = ca.activeRoot(KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Root");
      issue(ca, openssl, root, csr);
      assertThat(readiness(server).status()).isEqualTo(200);
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
    assertThat(folder.resolve("var/token")).as("no token of the dev profile").doesNotExist();
    try (ServerProcess server = ServerProcess.start(folder, environment);
        AcmPcaClient pca = server.client()) {
      issue(new CaClient(pca), openssl, root, csr);
      server.terminate();
    }
  }

  /** INVARIANT I7: across restarts, until a person says otherwise. */
  @Test
  void aRefusedPinIsNotTriedAgainByALaterProcess() throws Exception {
    Path wrong = file("wrong.pin", "not-the-pin");
    Map<String, String> environment = configured(wrong);
    for (int start = 0; start < 2; start++) {
      try (ServerProcess server = ServerProcess.start(folder, environment)) {
        Readiness answer = readiness(server);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("PIN was refused").contains("CKR_PIN_INCORRECT");
        server.terminate();
        assertThat(server.log()).doesNotContain("not-the-pin");
      }
    }
    Files.writeString(wrong, Files.readString(pin(first)));
    try (ServerProcess server = ServerProcess.start(folder, environment)) {
      assertThat(readiness(server).body()).as("right by now, and not tried").contains("refused");
      server.terminate();
    }
    try (var markers = Files.list(folder.resolve("var/pin-refused"))) {
      for (Path marker : markers.toList()) {
        Files.delete(marker);
      }
    }
    try (ServerProcess server = ServerProcess.start(folder, environment)) {
      assertThat(readiness(server).status()).isEqualTo(200);
      server.terminate();
    }
  }

  /** Two vaults; the tokens have no key in common. */
  private Map<String, String> configured(Path pinOfFirst) throws IOException {
    String module = first.config().module().path().toString();
    Path file =
        file(
            "sealwright.yaml",
            """
            vaults:
              - name: production
                tokens:
                  - {name: hsm-1, profile: softhsm2, module: %s, label: first, pin: {file: %s}, standards: %s}
              - name: lab
                tokens:
                  - {name: hsm-2, profile: softhsm2, module: %s, label: second, pin: {file: %s}, standards: %s}
            """
                .formatted(module, pinOfFirst, STANDARDS, module, pin(second), STANDARDS));
    Map<String, String> environment = new HashMap<>(first.environment());
    environment.put("SEALWRIGHT_CONFIG", file.toString());
    return environment;
  }

  private Path pin(SoftHsmToken token) {
    return folder.resolve("tokens").resolve(token.config().name() + ".pin");
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private record Readiness(int status, String body) {}

  private static Readiness readiness(ServerProcess server) throws IOException {
    var connection =
        (HttpURLConnection) server.management().resolve("/health/ready").toURL().openConnection();
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Readiness(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void issue(CaClient ca, OpenSsl openssl, String authority, SdkBytes csr) {
    String root = ca.certificateOf(authority).asUtf8String();
    String leaf =
        ca.issue(authority, csr, SigningAlgorithm.SHA256_WITHECDSA, Estate.END_ENTITY_TEMPLATE, 30);
    openssl.verify(ca.certificate(authority, leaf).certificate(), root, root);
  }
}
