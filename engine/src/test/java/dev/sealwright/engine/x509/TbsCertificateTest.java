package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TbsCertificateTest {
  private static final KeyPair EC = TestKeys.ec("secp256r1");
  private static final KeyPair RSA = TestKeys.rsa(2048);
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Name ISSUER = name("Issuing CA");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void equalsTheBytesOfBouncyCastle(int seed) throws IOException {
    Random random = new Random(seed);
    byte[] serialBytes = new byte[Serial.BYTES];
    random.nextBytes(serialBytes);
    serialBytes[0] &= 0x7f;
    if (seed % 4 == 0) {
      serialBytes[0] = 0; // a shorter INTEGER
    }
    Serial serial = Serial.of(serialBytes);
    List<SignatureAlgorithm> algorithms = List.of(SignatureAlgorithm.values());
    SignatureAlgorithm algorithm = algorithms.get(seed % algorithms.size());
    Validity validity =
        new Validity(
            Instant.parse("1950-01-01T00:00:00Z").plusSeconds(random.nextInt() & 0x7fffffffL),
            seed % 3 == 0
                ? Validity.FOREVER
                : Instant.parse("2049-12-31T23:59:59Z").plusSeconds(seed % 3 - 1));
    Name subject = seed % 5 == 0 ? Name.of(List.of()) : name("host " + seed + " ä");
    SubjectPublicKey key = TestKeys.subject(seed % 2 == 0 ? EC : RSA);
    List<Extension> extensions = extensions(random, seed % 6);

    Octets tbs =
        TbsCertificate.encode(serial, algorithm, ISSUER, validity, subject, key, extensions);

    var builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(ISSUER.der().toArray()),
            serial.toInteger(),
            Date.from(validity.notBefore()),
            Date.from(validity.notAfter()),
            X500Name.getInstance(subject.der().toArray()),
            SubjectPublicKeyInfo.getInstance(key.info().toArray()));
    for (Extension extension : extensions) {
      builder.addExtension(
          new ASN1ObjectIdentifier(extension.oid()),
          extension.critical(),
          extension.value().toArray());
    }
    var expected = builder.build(new NoSigner(algorithm)).toASN1Structure().getTBSCertificate();
    assertThat(tbs.hex()).isEqualTo(Octets.copyOf(expected.getEncoded("DER")).hex());
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

  private static List<Extension> extensions(Random random, int count) {
    List<Extension> extensions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[random.nextInt(300)];
      random.nextBytes(value);
      extensions.add(
          new Extension(
              "1.3.6.1.4.1.99999." + BigInteger.TWO.pow(i * 13) + "." + i,
              random.nextBoolean(),
              Octets.copyOf(Der.octetString(value))));
    }
    return extensions;
  }

  private static Name name(String commonName) {
    return Name.of(List.of(new Attribute(Attribute.COMMON_NAME, commonName)));
  }

  /** Names the algorithm and signs nothing: only the TBS is compared. */
  private record NoSigner(SignatureAlgorithm algorithm) implements ContentSigner {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return AlgorithmIdentifier.getInstance(algorithm.identifier().toArray());
    }

    @Override
    public OutputStream getOutputStream() {
      return new ByteArrayOutputStream();
    }

    @Override
    public byte[] getSignature() {
      return new byte[1];
    }
  }
}
