package dev.sealwright.api.shape;

/** The kind and size of a CA key. */
public enum KeyAlgorithm {
  RSA_2048,
  RSA_3072,
  RSA_4096,
  @WireName("EC_prime256v1")
  EC_PRIME256V1,
  @WireName("EC_secp384r1")
  EC_SECP384R1,
  @WireName("EC_secp521r1")
  EC_SECP521R1,
  ML_DSA_44,
  ML_DSA_65,
  ML_DSA_87,
  SM2
}
