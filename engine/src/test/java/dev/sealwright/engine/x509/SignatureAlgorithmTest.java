package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The identifiers that go into every certificate, compared with those that others published. */
class SignatureAlgorithmTest {
  private static final byte[] MESSAGE = "signed".getBytes(StandardCharsets.UTF_8);

  /** The bytes that the CA/Browser Forum's Baseline Requirements ask for in 7.1.3.2.1. */
  @ParameterizedTest
  @CsvSource({
    "SHA256WITHRSA_PSS, 01, 20",
    "SHA384WITHRSA_PSS, 02, 30",
    "SHA512WITHRSA_PSS, 03, 40"
  })
  void pssNamesDigestMaskAndSalt(SignatureAlgorithm algorithm, String digest, String salt) {
    String hash = "300d060960864801650304" + "02" + digest + "0500";
    assertThat(algorithm.identifier().hex())
        .isEqualTo(
            "304106092a864886f70d01010a3034a00f"
                + hash
                + "a11c301a06092a864886f70d010108"
                + hash
                + "a2030201"
                + salt);
  }

  /** RFC 9881 section 2: the parameters are absent. */
  @ParameterizedTest
  @CsvSource({"ML_DSA_44, 11", "ML_DSA_65, 12", "ML_DSA_87, 13"})
  void mlDsaHasNoParameters(SignatureAlgorithm algorithm, String last) {
    assertThat(algorithm.identifier().hex()).isEqualTo("300b0609608648016503" + "0403" + last);
  }

  @Test
  void pssRefusesASaltOfAnotherLength() throws Exception {
    var pair = TestKeys.rsa(2048);
    var signer = Signature.getInstance("RSASSA-PSS");
    signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1));
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE);
    var short20 = signer.sign();
    var verifier = SignatureAlgorithm.SHA256WITHRSA_PSS.jca();
    verifier.initVerify(pair.getPublic());
    verifier.update(MESSAGE);
    assertThat(verifier.verify(short20)).isFalse();
  }
}
