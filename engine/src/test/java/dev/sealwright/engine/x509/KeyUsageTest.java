package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyUsageTest {
  /** The integer form of Bouncy Castle: bits 0 to 7 from the top of the low byte, 8 above it. */
  private static int integer(Set<KeyUsage> usages) {
    int value = 0;
    for (KeyUsage usage : usages) {
      value |=
          switch (usage) {
            case DIGITAL_SIGNATURE -> org.bouncycastle.asn1.x509.KeyUsage.digitalSignature;
            case NON_REPUDIATION -> org.bouncycastle.asn1.x509.KeyUsage.nonRepudiation;
            case KEY_ENCIPHERMENT -> org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment;
            case DATA_ENCIPHERMENT -> org.bouncycastle.asn1.x509.KeyUsage.dataEncipherment;
            case KEY_AGREEMENT -> org.bouncycastle.asn1.x509.KeyUsage.keyAgreement;
            case KEY_CERT_SIGN -> org.bouncycastle.asn1.x509.KeyUsage.keyCertSign;
            case CRL_SIGN -> org.bouncycastle.asn1.x509.KeyUsage.cRLSign;
            case ENCIPHER_ONLY -> org.bouncycastle.asn1.x509.KeyUsage.encipherOnly;
            case DECIPHER_ONLY -> org.bouncycastle.asn1.x509.KeyUsage.decipherOnly;
          };
    }
    return value;
  }

  @Test
  void agreesWithBouncyCastleOnEverySubset() throws IOException {
    KeyUsage[] all = KeyUsage.values();
    for (int subset = 1; subset < 1 << all.length; subset++) {
      Set<KeyUsage> usages = EnumSet.noneOf(KeyUsage.class);
      for (int i = 0; i < all.length; i++) {
        if ((subset >> i & 1) != 0) {
          usages.add(all[i]);
        }
      }
      Octets der = KeyUsage.encode(usages);
      assertThat(der.toArray())
          .isEqualTo(new org.bouncycastle.asn1.x509.KeyUsage(integer(usages)).getEncoded("DER"));
      assertThat(KeyUsage.decode(der)).isEqualTo(usages);
    }
  }

  @Test
  void readsTheUntrimmedForm() {
    assertThat(KeyUsage.decode(Octets.copyOf(new byte[] {3, 3, 7, 6, 0})))
        .containsExactly(KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN);
  }
}
