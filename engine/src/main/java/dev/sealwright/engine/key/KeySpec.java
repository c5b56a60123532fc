package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SignatureAlgorithm.KeyFamily;

/** The kinds of CA key that the engine makes. */
public enum KeySpec {
  RSA_2048(KeyFamily.RSA, 2048, ""),
  RSA_3072(KeyFamily.RSA, 3072, ""),
  RSA_4096(KeyFamily.RSA, 4096, ""),
  EC_P256(KeyFamily.EC, 256, "1.2.840.10045.3.1.7"),
  EC_P384(KeyFamily.EC, 384, "1.3.132.0.34"),
  EC_P521(KeyFamily.EC, 521, "1.3.132.0.35");

  private final KeyFamily family;
  private final int bits;
  private final String curve;

  KeySpec(KeyFamily family, int bits, String curve) {
    this.family = family;
    this.bits = bits;
    this.curve = curve;
  }

  public KeyFamily family() {
    return family;
  }

  /** Length of the modulus or of the field, in bits. */
  public int bits() {
    return bits;
  }

  /** Object identifier of the named curve (RFC 5480 2.1.1.1); empty for RSA. */
  public String curve() {
    return curve;
  }

  /**
   * Whether a key of this kind may sign with the algorithm; P-521 only with its own digest size.
   */
  public boolean signsWith(SignatureAlgorithm algorithm) {
    return family == algorithm.family()
        && (this != EC_P521 || algorithm == SignatureAlgorithm.SHA512WITHECDSA);
  }
}
