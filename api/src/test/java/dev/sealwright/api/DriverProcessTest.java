package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** The server through each driver; a key that one has made is another's to sign with. */
@MostlyWaits
@Timeout(120)
class DriverProcessTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"iaik, sun", "sun, foreign", "foreign, iaik"})
  void aCaIsMadeThroughOneAndUsedThroughAnother(String first, String second) {
    Path home = folder.resolve("home");
    OpenSsl openssl = new OpenSsl(folder);
    SdkBytes csr = openssl.request("/CN=driver.example", Estate.EC);
    String ec;
    String rsa;
    try (ServerProcess server = started(home, first);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      ec = ca.activeRoot(KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "EC");
      rsa = ca.activeRoot(KeyAlgorithm.RSA_2048, SigningAlgorithm.SHA256_WITHRSA, "RSA");
      issue(ca, openssl, ec, csr, SigningAlgorithm.SHA256_WITHECDSA);
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
    try (ServerProcess server = started(home, second);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      issue(ca, openssl, ec, csr, SigningAlgorithm.SHA256_WITHECDSA);
      issue(ca, openssl, rsa, csr, SigningAlgorithm.SHA256_WITHRSA);
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  @Test
  void aMissingOptionIsNamed() {
    var refused =
        ServerProcess.refusedWithout(
            ServerProcess.OPENED, folder.resolve("home"), Map.of("SEALWRIGHT_DRIVER", "sun"));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .contains(
            "error: the driver sun needs the JVM option --add-opens"
                + " jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=dev.sealwright.engine");
  }

  private static ServerProcess started(Path home, String driver) {
    return ServerProcess.start(home, Map.of("SEALWRIGHT_DRIVER", driver));
  }

  private static void issue(
      CaClient ca, OpenSsl openssl, String authority, SdkBytes csr, SigningAlgorithm algorithm) {
    String root = ca.certificateOf(authority).asUtf8String();
    String leaf = ca.issue(authority, csr, algorithm, Estate.END_ENTITY_TEMPLATE, 30);
    openssl.verify(ca.certificate(authority, leaf).certificate(), root, root);
  }
}
