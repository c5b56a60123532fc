package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates as openssl makes them. */
class CertificateViewTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, -sha256",
    "rsa:2048, -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64",
    "ec -pkeyopt ec_paramgen_curve:P-256, -sha256",
    "ec -pkeyopt ec_paramgen_curve:P-521, -sha512",
  })
  void readsACaCertificate(String key, String signature) {
    CertificateView view =
        CertificateView.read(
            certificate(key, signature, "basicConstraints=critical,CA:TRUE,pathlen:2"));
    assertThat(view.serial()).isEqualTo(BigInteger.valueOf(0xcafe));
    assertThat(view.subject()).hasToString("CN=Root,C=DE").isEqualTo(view.issuer());
    assertThat(view.basicConstraints()).isEqualTo(new BasicConstraints(true, 2));
    assertThat(view.keyUsage()).isEqualTo(Set.of(KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN));
    assertThat(view.keyIdentifier()).isEqualTo(view.publicKey().identifier());
    assertThat(view.extension(Extension.BASIC_CONSTRAINTS)).get().matches(Extension::critical);
    assertThat(view.selfSigned()).isTrue();
    assertThat(view.signedBy(TestKeys.subject(TestKeys.ec("secp256r1")))).isFalse();
    assertThat(view.signedBy(TestKeys.subject(TestKeys.rsa(2048)))).isFalse();
  }

  @Test
  void refusesToJudgeASignatureOverSha1() {
    CertificateView view =
        CertificateView.read(certificate("rsa:2048", "-sha1", "basicConstraints=CA:TRUE"));
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> view.signedBy(view.publicKey()))
        .withMessageContaining("SHA-1 with RSA is not accepted")
        .matches(e -> e.failure() == Failure.MALFORMED_CERTIFICATE);
  }

  /** Whatever the bytes are, the answer is a certificate or a refusal. */
  @Test
  void answersMutatedCertificatesWithAVerdict() {
    byte[] good =
        certificate("ec -pkeyopt ec_paramgen_curve:P-256", "-sha256", "basicConstraints=CA:TRUE")
            .toArray();
    Random random = new Random(5280);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = Arrays.copyOf(good, good.length - random.nextInt(2));
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(CertificateView.read(Octets.copyOf(bytes)).der().toArray()).isEqualTo(bytes);
      } catch (CaException e) {
        assertThat(e.failure()).isEqualTo(Failure.MALFORMED_CERTIFICATE);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_500);
  }

  private Octets certificate(String key, String signature, String constraints) {
    List<String> command =
        new ArrayList<>(List.of("req", "-x509", "-new", "-nodes", "-days", "2", "-newkey"));
    command.addAll(List.of(key.split(" ")));
    command.addAll(List.of(signature.split(" ")));
    command.addAll(List.of("-subj", "/C=DE/CN=Root", "-set_serial", "0xcafe"));
    OpenSsl openssl = new OpenSsl(directory);
    // A configuration of our own: the system's would add extensions.
    openssl.write(
        "req.cnf",
        "[req]\ndistinguished_name=dn\nx509_extensions=ca\n[dn]\n[ca]\n"
            + "subjectKeyIdentifier=hash\nkeyUsage=critical,keyCertSign,cRLSign\n"
            + constraints
            + "\n");
    command.addAll(List.of("-config", "req.cnf", "-keyout", "key.pem", "-outform", "DER"));
    command.addAll(List.of("-out", "ca.der"));
    openssl.run(command.toArray(String[]::new));
    return Octets.copyOf(openssl.read("ca.der"));
  }
}
