package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** What relying parties see of a revocation, at the addresses that the certificate itself names. */
@Timeout(300)
class RevocationAtOnceTest {
  private static final Pattern ADDRESS = Pattern.compile("URI:(http://\\S+)");

  @TempDir Path folder;
  private OpenSsl openssl;

  @BeforeEach
  void tools() {
    openssl = new OpenSsl(folder);
  }

  @Test
  void ocspAndTheListTellOfIt() throws Exception {
    SdkBytes csr = openssl.request("/CN=revoked", Estate.EC);
    try (ServerProcess server = ServerProcess.start(folder.resolve("home"));
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      String root =
          ca.activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Told Root");
      pca.updateCertificateAuthority(update ->
          update
              .certificateAuthorityArn(root)
              .revocationConfiguration(revocation ->
                  revocation
                      .crlConfiguration(
                          crl -> crl.enabled(true).expirationInDays(7).s3BucketName("told-lists"))
                      .ocspConfiguration(ocsp -> ocsp.enabled(true))));
      String arn = ca.issue(root, csr, Estate.ALGORITHM, Estate.END_ENTITY_TEMPLATE, 30);
      Files.writeString(folder.resolve("leaf.pem"), ca.certificate(root, arn).certificate());
      Files.writeString(folder.resolve("root.pem"), ca.certificateOf(root).asUtf8String());
      String serial = run("openssl", "x509", "-in", "leaf.pem", "-noout", "-serial");
      String responder = address("authorityInfoAccess");
      String list = address("crlDistributionPoints");

      Until.holds("good", () -> ocsp(responder).contains("leaf.pem: good"));
      Until.holds("a list", () -> verifiedBy(list).contains("leaf.pem: OK"));
      pca.revokeCertificate(revoke ->
          revoke
              .certificateAuthorityArn(root)
              .certificateSerial(serial.strip().substring("serial=".length()))
              .revocationReason(RevocationReason.KEY_COMPROMISE));
      // INVARIANT I10: at once, not eventually.
      assertThat(ocsp(responder))
          .contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise");
      Until.holds("the list", () -> verifiedBy(list).contains("certificate revoked"));
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  private String address(String extension) {
    Matcher address =
        ADDRESS.matcher(run("openssl", "x509", "-in", "leaf.pem", "-noout", "-ext", extension));
    assertThat(address.find()).as(extension).isTrue();
    return address.group(1);
  }

  /** With a nonce, as openssl asks unless it is told not to. */
  private String ocsp(String responder) {
    return run(
        "openssl",
        "ocsp",
        "-issuer",
        "root.pem",
        "-CAfile",
        "root.pem",
        "-cert",
        "leaf.pem",
        "-url",
        responder);
  }

  private String verifiedBy(String list) {
    run("curl", "-sS", "--fail", "-o", "list.der", list);
    run("openssl", "crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem");
    return run(
        "openssl",
        "verify",
        "-crl_check",
        "-CRLfile",
        "list.pem",
        "-CAfile",
        "root.pem",
        "leaf.pem");
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
