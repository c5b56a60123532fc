package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TbsCertificateTest {
  private static final int CASES = 2_500;
  private static final KeyPair EC = TestKeys.ec("secp256r1");
  private static final KeyPair RSA = TestKeys.rsa(2048);
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Name ISSUER = name("Issuing CA");

  /** The same seeds in each run; to look into one, draw it alone. */
  @Test
  void equalsTheBytesOfBouncyCastleWhateverTheParts() {
    Set<SignatureAlgorithm> algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
    Set<SubjectPublicKey> keys = new HashSet<>();
    int largest = 0;
    for (long seed = 1; seed <= CASES; seed++) {
      RandomCertificate parts = RandomCertificate.draw(new SplittableRandom(seed));
      try {
        Octets tbs = parts.byUs();
        assertThat(tbs.hex()).isEqualTo(parts.byBouncyCastle().hex());
        largest = Math.max(largest, tbs.length());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + parts, e);
      }
      algorithms.add(parts.algorithm());
      keys.add(parts.key());
    }
    assertThat(algorithms).containsExactlyInAnyOrder(SignatureAlgorithm.values());
    assertThat(keys).hasSize(12);
    assertThat(largest).as("three bytes of length").isGreaterThan(65_535);
  }

  @ParameterizedTest
  @EnumSource
  void theJdkVerifiesTheAssembledCertificate(SignatureAlgorithm algorithm) throws Exception {
    KeyPair issuer =
        switch (algorithm.family()) {
          case EC -> EC;
          case RSA -> RSA;
          case ML_DSA -> TestKeys.fit(algorithm);
        };
    Octets der = assembled(algorithm, issuer);
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der.toArray()));
    certificate.verify(issuer.getPublic());
    assertThat(certificate.getEncoded()).isEqualTo(der.toArray());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(certificate.getSigAlgName()).isEqualTo(algorithm.jcaName());
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW);
    assertThat(certificate.getIssuerX500Principal().getEncoded()).isEqualTo(ISSUER.der().toArray());
  }

  @Test
  void opensslReadsAndVerifiesTheAssembledCertificate(@TempDir Path directory) {
    OpenSsl openssl = new OpenSsl(directory);
    Octets der = assembled(SignatureAlgorithm.SHA256WITHECDSA, EC);
    openssl.write("leaf.pem", Pem.encode(Pem.CERTIFICATE, der));
    assertThat(openssl.run("x509", "-in", "leaf.pem", "-noout", "-text"))
        .contains("Version: 3", "Issuer: CN = Issuing CA", "ecdsa-with-SHA256", "CA:TRUE");
    assertThat(
            openssl.run(
                "verify", "-check_ss_sig", "-partial_chain", "-trusted", "leaf.pem", "leaf.pem"))
        .contains("OK");
  }

  private static Octets assembled(SignatureAlgorithm algorithm, KeyPair issuer) {
    Octets tbs =
        TbsCertificate.encode(
            Serial.draw(NOW, new SecureRandom()),
            algorithm,
            ISSUER,
            new Validity(NOW, Instant.parse("2051-01-01T00:00:00Z")),
            ISSUER,
            TestKeys.subject(issuer),
            List.of(
                new Extension(
                    Extension.BASIC_CONSTRAINTS, true, new BasicConstraints(true, 0).encode())));
    return Signed.assemble(tbs, algorithm, TestKeys.sign(issuer, algorithm, tbs));
  }

  private static Name name(String commonName) {
    return Name.of(List.of(new Attribute(Attribute.COMMON_NAME, commonName)));
  }
}
