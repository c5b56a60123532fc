package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A CA that signs by RSA-PSS on a token, from its request to a leaf, judged by openssl and JDK. */
@Timeout(120)
class PssOnTokenTest {
  @ParameterizedTest
  @CsvSource({
    "RSA_2048, SHA256WITHRSA_PSS, sha256, 0x20",
    "RSA_3072, SHA384WITHRSA_PSS, sha384, 0x30",
    "RSA_2048, SHA512WITHRSA_PSS, sha512, 0x40",
  })
  void requestRootAndLeafVerify(
      KeySpec spec, SignatureAlgorithm algorithm, String digest, String salt, @TempDir Path folder)
      throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    try (TestEngine ca = new TestEngine(new MemoryStore(), SoftHsmFixture.vault())) {
      AuthorityId id = ca.pending(AuthorityType.ROOT, spec, algorithm);
      openssl.write("ca.csr", Pem.encode(Pem.CERTIFICATE_REQUEST, ca.engine.csr(id).orElseThrow()));
      assertThat(openssl.run("req", "-in", "ca.csr", "-noout", "-verify", "-text"))
          .contains("verify OK", "rsassaPss", "Hash Algorithm: " + digest);

      var root = ca.engine.certificate(id, ca.engine.issue(ca.rootOrder(id))).certificate();
      ca.engine.importCertificate(id, TestEngine.pem(root), null, "tester");
      Order order = TestEngine.leafOrder(id, "pss.example", null);
      Serial serial =
          ca.engine.issue(
              new Order(
                  id,
                  order.csr(),
                  algorithm,
                  order.template(),
                  order.validity(),
                  null,
                  null,
                  "tester"));
      var leaf = ca.engine.certificate(id, serial).certificate();
      openssl.write("root.pem", Pem.encode(Pem.CERTIFICATE, root));
      openssl.write("leaf.pem", Pem.encode(Pem.CERTIFICATE, leaf));
      String day = Long.toString(ca.clock.instant().getEpochSecond());
      assertThat(
              openssl.run(
                  "verify", "-check_ss_sig", "-attime", day, "-CAfile", "root.pem", "leaf.pem"))
          .contains("leaf.pem: OK");
      assertThat(openssl.run("x509", "-in", "leaf.pem", "-noout", "-text"))
          .contains("Mask Algorithm: mgf1 with " + digest)
          .containsPattern("Salt Length: " + salt);

      var factory = CertificateFactory.getInstance("X.509");
      var judge = factory.generateCertificate(new ByteArrayInputStream(root.toArray()));
      factory
          .generateCertificate(new ByteArrayInputStream(leaf.toArray()))
          .verify(judge.getPublicKey());
    }
  }
}
