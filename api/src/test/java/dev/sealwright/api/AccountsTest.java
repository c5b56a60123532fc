package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;

/** Principals of the configuration, as a user sets them up, with secrets that the token sealed. */
class AccountsTest {
  private static final String SECRET = "the secret of the one who only reads";

  @TempDir Path folder;

  @Test
  void aSealedSecretSignsAndPoliciesBind() throws IOException {
    Path home = folder.resolve("home");
    String sealed = ServerProcess.seal(home, "AKIAREADER", SECRET);
    assertThat(sealed).startsWith("sealed:").doesNotContain(SECRET);
    configure(home, "AKIAREADER", sealed);
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient administrator = server.client();
        AcmPcaClient reader = server.client("AKIAREADER", SECRET, Region.US_EAST_1)) {
      String root =
          new CaClient(administrator)
              .activeRoot(KeyAlgorithm.EC_PRIME256_V1, Estate.ALGORITHM, "Read by another");
      assertThat(
              reader
                  .describeCertificateAuthority(describe -> describe.certificateAuthorityArn(root))
                  .certificateAuthority()
                  .arn())
          .isEqualTo(root);
      assertThatExceptionOfType(AcmPcaException.class)
          .isThrownBy(() ->
              reader.deleteCertificateAuthority(delete -> delete.certificateAuthorityArn(root)))
          .satisfies(refusal ->
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
      assertThat(server.log()).doesNotContain(SECRET);
    }
    // INVARIANT I15: at rest it is nowhere in the clear.
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void whatIsSealedForOneKeyDoesNotOpenForAnother() throws IOException {
    Path home = folder.resolve("home");
    configure(home, "AKIATHIEF", ServerProcess.seal(home, "AKIAREADER", SECRET));
    assertThat(ServerProcess.refused(home, Map.of()))
        .satisfies(refused -> {
          assertThat(refused.status()).isEqualTo(1);
          assertThat(refused.output()).contains("AKIATHIEF", "does not open");
        });
  }

  @Test
  void aSecretInPlainTextIsRefusedWithTheCommandThatSealsIt() throws IOException {
    Path home = folder.resolve("home");
    configure(home, "AKIAREADER", SECRET);
    assertThat(ServerProcess.refused(home, Map.of()))
        .satisfies(refused -> {
          assertThat(refused.status()).isEqualTo(1);
          assertThat(refused.output()).contains("./dev seal AKIAREADER").doesNotContain(SECRET);
        });
  }

  private static void configure(Path home, String id, String secret) throws IOException {
    Path var = Files.createDirectories(home.resolve("var"));
    Files.writeString(
        var.resolve("sealwright.yaml"),
        """
        accounts:
          - id: "123456789012"
            principals:
              - name: reader
                policies:
                  - Version: "2012-10-17"
                    Statement:
                      - {Effect: Allow, Action: ["acm-pca:Describe*", "acm-pca:Get*"], Resource: "*"}
                accessKeys:
                  - id: %s
                    secret: "%s"
        """
            .formatted(id, secret));
  }
}
