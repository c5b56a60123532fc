package dev.sealwright.engine.x509;

import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;

/** The bits of the key usage extension (RFC 5280 4.2.1.3). */
public enum KeyUsage {
  DIGITAL_SIGNATURE(0),
  NON_REPUDIATION(1),
  KEY_ENCIPHERMENT(2),
  DATA_ENCIPHERMENT(3),
  KEY_AGREEMENT(4),
  KEY_CERT_SIGN(5),
  CRL_SIGN(6),
  ENCIPHER_ONLY(7),
  DECIPHER_ONLY(8);

  /** Counted from the most significant bit of the first byte. */
  private final int bit;

  KeyUsage(int bit) {
    this.bit = bit;
  }

  /** DER of the BIT STRING with its trailing zero bits cut off (X.690 11.2.2). */
  public static Octets encode(Set<KeyUsage> usages) {
    int used = usages.stream().mapToInt(usage -> usage.bit + 1).max().orElse(0);
    byte[] content = new byte[1 + (used + 7) / 8];
    content[0] = (byte) (8 * (content.length - 1) - used);
    for (KeyUsage usage : usages) {
      content[1 + usage.bit / 8] |= (byte) (0x80 >>> usage.bit % 8);
    }
    return Octets.copyOf(Der.element(Der.BIT_STRING, content));
  }

  /** The usages in a BIT STRING, trimmed or not; IllegalArgumentException when it is none. */
  public static Set<KeyUsage> decode(Octets der) {
    byte[] bits = ASN1BitString.getInstance(der.toArray()).getBytes();
    Set<KeyUsage> usages = EnumSet.noneOf(KeyUsage.class);
    for (KeyUsage usage : values()) {
      int at = usage.bit / 8;
      if (at < bits.length && (bits[at] & 0x80 >>> usage.bit % 8) != 0) {
        usages.add(usage);
      }
    }
    return usages;
  }
}
