package dev.sealwright.api.shape;

/** The digest and scheme of a signature. */
public enum SigningAlgorithm {
  SHA256WITHECDSA,
  SHA384WITHECDSA,
  SHA512WITHECDSA,
  SHA256WITHRSA,
  SHA384WITHRSA,
  SHA512WITHRSA,
  SHA256WITHRSA_PSS,
  SHA384WITHRSA_PSS,
  SHA512WITHRSA_PSS,
  SM3WITHSM2,
  ML_DSA_44,
  ML_DSA_65,
  ML_DSA_87
}
