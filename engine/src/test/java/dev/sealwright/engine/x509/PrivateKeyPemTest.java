package dev.sealwright.engine.x509;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form of a key gives the key; whatever else is in a file gives a refusal without detail. */
class PrivateKeyPemTest {
  record Case(String name, PrivateKey key, String label, Octets der) {
    @Override
    public String toString() {
      return name;
    }

    byte[] pem() {
      return Pem.text(label, der).toArray();
    }
  }

  static Stream<Case> keys() throws GeneralSecurityException, IOException {
    PrivateKey rsa = key("RSA", 2048);
    PrivateKey ec = key("EC", 384);
    return Stream.of(
        new Case("RSA, PKCS #8", rsa, "PRIVATE KEY", Octets.copyOf(rsa.getEncoded())),
        new Case("RSA, PKCS #1", rsa, "RSA PRIVATE KEY", inner(rsa)),
        new Case("EC, PKCS #8", ec, "PRIVATE KEY", Octets.copyOf(ec.getEncoded())));
  }

  private static PrivateKey key(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair().getPrivate();
  }

  private static Octets inner(PrivateKey key) throws IOException {
    return Octets.copyOf(
        PrivateKeyInfo.getInstance(key.getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded("DER"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isReadWhateverItsForm(Case one) {
    assertThat(PrivateKeyPem.read(one.pem(), Failure.MALFORMED_CERTIFICATE)).isEqualTo(one.key);
  }

  /** A change may still leave a key; nothing but the one refusal may come of those that do not. */
  @ParameterizedTest
  @MethodSource("keys")
  void refusesWhatIsDamagedWithoutDetail(Case one) {
    byte[] der = one.der.toArray();
    int refused = 0;
    for (int i = 0; i < Math.min(der.length - 1, 120); i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = der.clone();
        changed[i] ^= (byte) (1 << bit);
        refused += refused(Pem.text(one.label, Octets.copyOf(changed)).toArray()) ? 1 : 0;
      }
      byte[] cut = Arrays.copyOf(der, i + 1);
      assertThat(refused(Pem.text(one.label, Octets.copyOf(cut)).toArray())).isTrue();
    }
    assertThat(refused).isPositive();
  }

  private static boolean refused(byte[] pem) {
    CaException refusal =
        catchThrowableOfType(
            CaException.class, () -> PrivateKeyPem.read(pem, Failure.MALFORMED_CERTIFICATE));
    if (refusal == null) {
      return false;
    }
    assertThat(refusal.failure()).isEqualTo(Failure.MALFORMED_CERTIFICATE);
    assertThat(refusal).hasNoCause();
    String body = new String(pem, US_ASCII).lines().skip(1).findFirst().orElseThrow();
    assertThat(refusal.toString()).doesNotContain(body);
    return true;
  }
}
