package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a mechanism list means for keys and algorithms. */
class TokenOfferTest {
  private static final long SIGN = Pkcs11.CKF_SIGN;
  private static final long PAIR = Pkcs11.CKF_GENERATE_KEY_PAIR;

  private final Map<Long, MechanismInfo> mechanisms = new HashMap<>();

  private TokenOffer offer() {
    return new TokenOffer(mechanisms);
  }

  private TokenOfferTest with(long mechanism, long least, long most, long flags) {
    mechanisms.put(mechanism, new MechanismInfo(least, most, flags));
    return this;
  }

  @Test
  void needsKeyGenerationAndSigning() {
    with(Pkcs11.CKM_RSA_PKCS, 1024, 4096, SIGN);
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA)).isFalse();
    with(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN, 1024, 4096, PAIR);
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA)).isTrue();
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA_PSS)).isFalse();
    with(Pkcs11.CKM_RSA_PKCS_PSS, 1024, 4096, Pkcs11.CKF_DECRYPT);
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA_PSS)).isFalse();
    with(Pkcs11.CKM_RSA_PKCS_PSS, 1024, 4096, SIGN);
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA_PSS)).isTrue();
    assertThat(offer().signs(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHECDSA)).isFalse();
  }

  @Test
  void keysMustBeWithinTheSizesOfBoth() {
    with(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN, 2048, 4096, PAIR)
        .with(Pkcs11.CKM_RSA_PKCS, 1024, 3072, SIGN);
    assertThat(offer().signs(KeySpec.RSA_3072, SignatureAlgorithm.SHA256WITHRSA)).isTrue();
    assertThat(offer().signs(KeySpec.RSA_4096, SignatureAlgorithm.SHA256WITHRSA)).isFalse();
    with(Pkcs11.CKM_EC_KEY_PAIR_GEN, 0, 0, PAIR).with(Pkcs11.CKM_ECDSA, 256, 384, SIGN);
    assertThat(offer().signs(KeySpec.EC_P384, SignatureAlgorithm.SHA384WITHECDSA)).isTrue();
    assertThat(offer().signs(KeySpec.EC_P521, SignatureAlgorithm.SHA512WITHECDSA)).isFalse();
  }

  @Test
  void mlDsaIsMeasuredInBytesOrBits() {
    with(Pkcs11.CKM_ML_DSA_KEY_PAIR_GEN, 1312, 1952, PAIR)
        .with(Pkcs11.CKM_ML_DSA, 8 * 1312, 8 * 2592, SIGN);
    assertThat(offer().signs(KeySpec.ML_DSA_65, SignatureAlgorithm.ML_DSA_65)).isTrue();
    assertThat(offer().signs(KeySpec.ML_DSA_87, SignatureAlgorithm.ML_DSA_87)).isFalse();
    assertThat(offer().signs(KeySpec.ML_DSA_65, SignatureAlgorithm.ML_DSA_44)).isFalse();
  }

  @Test
  void sealsByAesOfBothDirections() {
    assertThat(offer().seals()).isFalse();
    with(Pkcs11.CKM_AES_KEY_GEN, 16, 32, Pkcs11.CKF_GENERATE)
        .with(Pkcs11.CKM_AES_GCM, 16, 32, Pkcs11.CKF_ENCRYPT);
    assertThat(offer().seals()).isFalse();
    with(Pkcs11.CKM_AES_GCM, 16, 32, Pkcs11.CKF_ENCRYPT | Pkcs11.CKF_DECRYPT);
    assertThat(offer().seals()).isTrue();
  }
}
