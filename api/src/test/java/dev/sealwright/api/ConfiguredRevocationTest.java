package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** What operators set about lists and OCSP, seen by relying parties through openssl. */
@Timeout(300)
class ConfiguredRevocationTest {
  private static final DateTimeFormatter OPENSSL_TIME =
      DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy z", Locale.ROOT);

  @TempDir Path folder;

  @Test
  void theSettingsReachRelyingParties() throws Exception {
    Path home = folder.resolve("home");
    SdkBytes csr = new OpenSsl(folder).request("/CN=set", Estate.EC);
    String root;
    String serial;
    Path list;
    try (ServerProcess server =
            ServerProcess.start(
                home,
                Map.of(
                    "SEALWRIGHT_CRL_FRESHNESS",
                    "1800",
                    "SEALWRIGHT_OCSP_SIGNER_LIFE",
                    "3",
                    "SEALWRIGHT_OCSP_VALIDITY",
                    "120"));
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      root =
          ca.activeRoot(KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Set Root");
      pca.updateCertificateAuthority(update ->
          update
              .certificateAuthorityArn(root)
              .revocationConfiguration(revocation ->
                  revocation
                      .crlConfiguration(
                          crl -> crl.enabled(true).expirationInDays(7).s3BucketName("set-lists"))
                      .ocspConfiguration(ocsp -> ocsp.enabled(true))));
      String arn = ca.issue(root, csr, Estate.ALGORITHM, Estate.END_ENTITY_TEMPLATE, 30);
      Files.writeString(folder.resolve("leaf.pem"), ca.certificate(root, arn).certificate());
      Files.writeString(folder.resolve("root.pem"), ca.certificateOf(root).asUtf8String());
      serial = run("openssl", "x509", "-in", "leaf.pem", "-noout", "-serial").strip().substring(7);
      list =
          home.resolve("var/buckets/set-lists/crl")
              .resolve(root.substring(root.lastIndexOf('/') + 1) + ".crl");
      Until.holds("good", () -> ocsp(server, root).contains("leaf.pem: good"));
      String said = ocsp(server, root);
      assertThat(between(said, "This Update: (.*)", "Next Update: (.*)"))
          .isEqualTo(Duration.ofMinutes(2));
      assertThat(between(said, "Not Before: (.*)", "Not After : (.*)"))
          .as("the life of the delegate")
          .isEqualTo(Duration.ofDays(3));
      Until.holds("the first list", () -> Files.exists(list));
      pca.revokeCertificate(revoke ->
          revoke
              .certificateAuthorityArn(root)
              .certificateSerial(serial)
              .revocationReason(RevocationReason.SUPERSEDED));
      assertThat(ocsp(server, root)).contains("leaf.pem: revoked");
      assertThat(serials(list)).as("lists have half an hour").doesNotContain(serial);
      server.terminate();
    }
    try (ServerProcess server =
        ServerProcess.start(
            home, Map.of("SEALWRIGHT_CRL_FRESHNESS", "0", "SEALWRIGHT_OCSP_SIGNER", "ca-key"))) {
      Until.holds("named", () -> serials(list).contains(serial));
      String said = ocsp(server, root);
      assertThat(said).contains("Response verify OK", "leaf.pem: revoked");
      assertThat(said).as("no delegate").doesNotContain("BEGIN CERTIFICATE");
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  @Test
  void aWrongValueEndsTheStartWithAllThatIsWrong() {
    ServerProcess.Refused refused =
        ServerProcess.refused(
            folder.resolve("home"),
            Map.of("SEALWRIGHT_CRL_FRESHNESS", "1801", "SEALWRIGHT_OCSP_SIGNER", "nobody"));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.output())
        .contains(
            "SEALWRIGHT_CRL_FRESHNESS: crl.freshness: expected a number from 0 to 1800",
            "SEALWRIGHT_OCSP_SIGNER: ocsp.signer: expected delegate or ca-key");
  }

  private String ocsp(ServerProcess server, String arn) {
    return run(
        "openssl",
        "ocsp",
        "-issuer",
        "root.pem",
        "-CAfile",
        "root.pem",
        "-cert",
        "leaf.pem",
        "-resp_text",
        "-url",
        "http://127.0.0.1:"
            + server.publicationPort()
            + "/ocsp/"
            + arn.substring(arn.lastIndexOf('/') + 1));
  }

  private String serials(Path list) {
    return run("openssl", "crl", "-inform", "DER", "-in", list.toString(), "-noout", "-text");
  }

  private static Duration between(String text, String from, String to) {
    return Duration.between(time(text, from), time(text, to));
  }

  private static ZonedDateTime time(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return ZonedDateTime.parse(found.group(1).strip().replaceAll(" +", " "), OPENSSL_TIME);
  }

  /** What it said, whether it succeeded or not. */
  private String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
