package dev.sealwright.engine.csr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SignatureAlgorithm.KeyFamily;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CsrWriterTest {
  private static final Name SUBJECT =
      Name.of(
          List.of(
              new Attribute(Attribute.COUNTRY, "DE"),
              new Attribute(Attribute.COMMON_NAME, "Root CA")));
  private static final List<Extension> CA =
      List.of(
          new Extension(
              Extension.BASIC_CONSTRAINTS, true, new BasicConstraints(true, null).encode()));

  @ParameterizedTest
  @EnumSource
  void othersReadAndVerifyTheRequestOfACa(SignatureAlgorithm algorithm, @TempDir Path directory)
      throws Exception {
    KeyPair key = TestKeys.fit(algorithm);
    Octets content = CsrWriter.toBeSigned(SUBJECT, TestKeys.subject(key), CA);
    Octets der = Signed.assemble(content, algorithm, TestKeys.sign(key, algorithm, content));

    if (algorithm.family() != KeyFamily.ML_DSA) { // OpenSSL knows it from 3.5 on
      OpenSsl openssl = new OpenSsl(directory);
      openssl.write("ca.pem", Pem.encode(Pem.CERTIFICATE_REQUEST, der));
      assertThat(openssl.run("req", "-in", "ca.pem", "-noout", "-verify", "-text"))
          .contains("verify OK", "C = DE, CN = Root CA", "CA:TRUE", "Basic Constraints: critical");
    }
    assertThat(
            new PKCS10CertificationRequest(der.toArray())
                .isSignatureValid(
                    new JcaContentVerifierProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))))
        .isTrue();
    CertificationRequest own =
        CsrReader.read(
            Pem.encode(Pem.CERTIFICATE_REQUEST, der).getBytes(StandardCharsets.US_ASCII));
    assertThat(own).isEqualTo(new CertificationRequest(SUBJECT, TestKeys.subject(key), CA));
  }

  @Test
  void theSetOfAttributesIsThereWhenEmpty() throws Exception {
    KeyPair key = TestKeys.ec("secp256r1");
    Octets content = CsrWriter.toBeSigned(SUBJECT, TestKeys.subject(key), List.of());
    SignatureAlgorithm algorithm = SignatureAlgorithm.SHA256WITHECDSA;
    Octets der = Signed.assemble(content, algorithm, TestKeys.sign(key, algorithm, content));
    var info = new PKCS10CertificationRequest(der.toArray()).toASN1Structure();
    assertThat(info.getCertificationRequestInfo().getAttributes().size()).isZero();
  }
}
