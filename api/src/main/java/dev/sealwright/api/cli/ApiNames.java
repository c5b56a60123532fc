package dev.sealwright.api.cli;

import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.SigningAlgorithm;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/** The API's names of what a token can do. */
final class ApiNames {
  private ApiNames() {}

  static KeyAlgorithm of(KeySpec spec) {
    return switch (spec) {
      case RSA_2048 -> KeyAlgorithm.RSA_2048;
      case RSA_3072 -> KeyAlgorithm.RSA_3072;
      case RSA_4096 -> KeyAlgorithm.RSA_4096;
      case EC_P256 -> KeyAlgorithm.EC_PRIME256V1;
      case EC_P384 -> KeyAlgorithm.EC_SECP384R1;
      case EC_P521 -> KeyAlgorithm.EC_SECP521R1;
      case ML_DSA_44 -> KeyAlgorithm.ML_DSA_44;
      case ML_DSA_65 -> KeyAlgorithm.ML_DSA_65;
      case ML_DSA_87 -> KeyAlgorithm.ML_DSA_87;
    };
  }

  static SigningAlgorithm of(SignatureAlgorithm algorithm) {
    return SigningAlgorithm.valueOf(algorithm.name());
  }
}
