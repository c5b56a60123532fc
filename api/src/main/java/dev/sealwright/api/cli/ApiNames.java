package dev.sealwright.api.cli;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/** The API's names of what a token can do, as they stand on the wire. */
final class ApiNames {
  private ApiNames() {}

  /** KeyAlgorithm. */
  static String of(KeySpec spec) {
    return switch (spec) {
      case RSA_2048, RSA_3072, RSA_4096, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> spec.name();
      case EC_P256 -> "EC_prime256v1";
      case EC_P384 -> "EC_secp384r1";
      case EC_P521 -> "EC_secp521r1";
    };
  }

  /** SigningAlgorithm. */
  static String of(SignatureAlgorithm algorithm) {
    return algorithm.name();
  }
}
