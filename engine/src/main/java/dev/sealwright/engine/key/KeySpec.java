package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SignatureAlgorithm.KeyFamily;
import org.jspecify.annotations.Nullable;

/** The kinds of CA key that the engine makes. */
public enum KeySpec {
  RSA_2048(KeyFamily.RSA, 2048, "", null),
  RSA_3072(KeyFamily.RSA, 3072, "", null),
  RSA_4096(KeyFamily.RSA, 4096, "", null),
  EC_P256(KeyFamily.EC, 256, "1.2.840.10045.3.1.7", null),
  EC_P384(KeyFamily.EC, 384, "1.3.132.0.34", null),
  EC_P521(KeyFamily.EC, 521, "1.3.132.0.35", SignatureAlgorithm.SHA512WITHECDSA),
  ML_DSA_44(KeyFamily.ML_DSA, 8 * 1312, "", SignatureAlgorithm.ML_DSA_44),
  ML_DSA_65(KeyFamily.ML_DSA, 8 * 1952, "", SignatureAlgorithm.ML_DSA_65),
  ML_DSA_87(KeyFamily.ML_DSA, 8 * 2592, "", SignatureAlgorithm.ML_DSA_87);

  private final KeyFamily family;
  private final int bits;
  private final String curve;
  private final @Nullable SignatureAlgorithm only;

  KeySpec(KeyFamily family, int bits, String curve, @Nullable SignatureAlgorithm only) {
    this.family = family;
    this.bits = bits;
    this.curve = curve;
    this.only = only;
  }

  public KeyFamily family() {
    return family;
  }

  /** Length of the modulus, of the field, or of the whole public key (ML-DSA), in bits. */
  public int bits() {
    return bits;
  }

  /** Object identifier of the named curve (RFC 5480 2.1.1.1); empty for the others. */
  public String curve() {
    return curve;
  }

  /**
   * Whether a key of this kind may sign with the algorithm; P-521 only with its own digest size,
   * and ML-DSA only with its own parameter set.
   */
  public boolean signsWith(SignatureAlgorithm algorithm) {
    return family == algorithm.family() && (only == null || only == algorithm);
  }
}
