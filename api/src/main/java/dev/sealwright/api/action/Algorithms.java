package dev.sealwright.api.action;

import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.SigningAlgorithm;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/** The wire's names of algorithms as the engine's, and the refusal of those it has not got. */
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
      case ML_DSA_44, ML_DSA_65, ML_DSA_87, SM2 ->
          throw new WireException(
              ErrorName.INVALID_ARGS, "No configured token makes keys of type " + algorithm);
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
      case SHA256WITHRSA_PSS,
          SHA384WITHRSA_PSS,
          SHA512WITHRSA_PSS,
          SM3WITHSM2,
          ML_DSA_44,
          ML_DSA_65,
          ML_DSA_87 ->
          throw new WireException(
              ErrorName.INVALID_ARGS, "The signing algorithm " + algorithm + " is not offered");
    };
  }
}
