package dev.sealwright.api.action;

import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.SigningAlgorithm;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/** The wire's names of algorithms as the engine's, and the refusal of SM2, which it has not got. */
final class Algorithms {
  private Algorithms() {}

  static KeySpec keySpec(KeyAlgorithm algorithm) {
    return switch (algorithm) {
      case RSA_2048 -> KeySpec.RSA_2048;
      case RSA_3072 -> KeySpec.RSA_3072;
      case RSA_4096 -> KeySpec.RSA_4096;
      case EC_PRIME256V1 -> KeySpec.EC_P256;
      case EC_SECP384R1 -> KeySpec.EC_P384;
      case EC_SECP521R1 -> KeySpec.EC_P521;
      case ML_DSA_44 -> KeySpec.ML_DSA_44;
      case ML_DSA_65 -> KeySpec.ML_DSA_65;
      case ML_DSA_87 -> KeySpec.ML_DSA_87;
      case SM2 ->
          throw new WireException(
              ErrorName.INVALID_ARGS, "No configured token offers keys of kind " + algorithm);
    };
  }

  static SignatureAlgorithm signature(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA256WITHECDSA -> SignatureAlgorithm.SHA256WITHECDSA;
      case SHA384WITHECDSA -> SignatureAlgorithm.SHA384WITHECDSA;
      case SHA512WITHECDSA -> SignatureAlgorithm.SHA512WITHECDSA;
      case SHA256WITHRSA -> SignatureAlgorithm.SHA256WITHRSA;
      case SHA384WITHRSA -> SignatureAlgorithm.SHA384WITHRSA;
      case SHA512WITHRSA -> SignatureAlgorithm.SHA512WITHRSA;
      case SHA256WITHRSA_PSS -> SignatureAlgorithm.SHA256WITHRSA_PSS;
      case SHA384WITHRSA_PSS -> SignatureAlgorithm.SHA384WITHRSA_PSS;
      case SHA512WITHRSA_PSS -> SignatureAlgorithm.SHA512WITHRSA_PSS;
      case ML_DSA_44 -> SignatureAlgorithm.ML_DSA_44;
      case ML_DSA_65 -> SignatureAlgorithm.ML_DSA_65;
      case ML_DSA_87 -> SignatureAlgorithm.ML_DSA_87;
      case SM3WITHSM2 ->
          throw new WireException(
              ErrorName.INVALID_ARGS, "No configured token offers the algorithm " + algorithm);
    };
  }
}
