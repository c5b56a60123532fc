package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealwright.engine.key.KeySpec;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicKeyAttributesTest {
  private static final byte[] EXPONENT = {1, 0, 1};

  @ParameterizedTest
  @EnumSource(names = {"EC_P256", "EC_P384", "EC_P521"})
  void readsPointsWrappedOrRaw(KeySpec spec) throws Exception {
    var key = ecKey(spec);
    var point = point(key);
    assertThat(PublicKeyAttributes.ec(spec, point).toPublicKey()).isEqualTo(key);
    var wrapped = new DEROctetString(point).getEncoded();
    assertThat(PublicKeyAttributes.ec(spec, wrapped).info().toArray()).isEqualTo(key.getEncoded());
    assertThat(PublicKeyAttributes.specOfCurve(PublicKeyAttributes.curve(spec))).contains(spec);
  }

  @Test
  void refusesAPointOffTheCurve() throws Exception {
    var point = point(ecKey(KeySpec.EC_P256));
    point[64] ^= 1;
    refusesPoint(point);
    refusesPoint(new DEROctetString(point).getEncoded());
  }

  @Test
  void refusesPointsInOtherForms() throws Exception {
    var point = point(ecKey(KeySpec.EC_P256));
    var compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    refusesPoint(compressed);
    refusesPoint(new DEROctetString(compressed).getEncoded());
    refusesPoint(point(ecKey(KeySpec.EC_P384)));
    refusesPoint(new byte[0]);
    refusesPoint(new byte[] {0});
    refusesPoint(new byte[65]);
  }

  @Test
  void knowsNoOtherCurveOrSize() {
    assertThat(PublicKeyAttributes.specOfCurve(new byte[] {6, 1, 1})).isEmpty();
    assertThat(PublicKeyAttributes.specOfModulus(BigInteger.ONE.shiftLeft(1023).toByteArray()))
        .isEmpty();
  }

  @Test
  void readsRsaKeysWithOrWithoutASignByte() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    var modulus = key.getModulus().toByteArray();
    assertThat(PublicKeyAttributes.specOfModulus(modulus)).contains(KeySpec.RSA_2048);
    for (var form : new byte[][] {modulus, Arrays.copyOfRange(modulus, 1, modulus.length)}) {
      assertThat(PublicKeyAttributes.rsa(KeySpec.RSA_2048, form, EXPONENT).info().toArray())
          .isEqualTo(key.getEncoded());
    }
    refusesModulus(KeySpec.RSA_3072, modulus, EXPONENT);
    refusesModulus(KeySpec.RSA_2048, modulus, new byte[] {3});
    modulus[modulus.length - 1] &= (byte) 0xfe;
    refusesModulus(KeySpec.RSA_2048, modulus, EXPONENT);
  }

  private static void refusesPoint(byte[] attribute) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicKeyAttributes.ec(KeySpec.EC_P256, attribute));
  }

  private static void refusesModulus(KeySpec spec, byte[] modulus, byte[] exponent) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicKeyAttributes.rsa(spec, modulus, exponent));
  }

  private static PublicKey ecKey(KeySpec spec) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(spec.curve()));
    return generator.generateKeyPair().getPublic();
  }

  private static byte[] point(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getOctets();
  }
}
