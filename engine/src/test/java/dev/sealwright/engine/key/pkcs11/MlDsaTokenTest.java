package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.KeyVaultContract;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of vaults on a second module, which has ML-DSA, and CAs with such keys on it. */
class MlDsaTokenTest extends KeyVaultContract {
  @Override
  protected KeyVault openVault() {
    return NssFixture.vault();
  }

  @Override
  protected KeyVault reopenVault(KeyVault before) {
    return NssFixture.vault();
  }

  @Override
  protected Set<KeySpec> offered() {
    return EnumSet.allOf(KeySpec.class);
  }

  @ParameterizedTest
  @CsvSource({"ML_DSA_44, ML_DSA_44", "ML_DSA_65, ML_DSA_65", "ML_DSA_87, ML_DSA_87"})
  void aCaAndItsLeafAreVerifiedByOthers(KeySpec spec, SignatureAlgorithm algorithm)
      throws Exception {
    try (TestEngine ca = new TestEngine(new MemoryStore(), NssFixture.vault())) {
      AuthorityId id = ca.pending(AuthorityType.ROOT, spec, algorithm);
      Octets root = ca.engine.certificate(id, ca.engine.issue(ca.rootOrder(id))).certificate();
      ca.engine.importCertificate(id, TestEngine.pem(root), null, "tester");
      Order order = TestEngine.leafOrder(id, "lattice.example", null);
      var serial =
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
      Octets leaf = ca.engine.certificate(id, serial).certificate();

      var jdk = CertificateFactory.getInstance("X.509");
      parsed(jdk, leaf).verify(parsed(jdk, root).getPublicKey());
      var provider = new BouncyCastleProvider();
      var bouncyCastle = CertificateFactory.getInstance("X.509", provider);
      Certificate judge = parsed(bouncyCastle, root);
      assertThat(judge.getPublicKey().getAlgorithm()).startsWith("ML-DSA");
      parsed(bouncyCastle, leaf).verify(judge.getPublicKey(), provider);
      parsed(bouncyCastle, root).verify(judge.getPublicKey(), provider);
    }
  }

  private static Certificate parsed(CertificateFactory factory, Octets der) throws Exception {
    return factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
  }
}
