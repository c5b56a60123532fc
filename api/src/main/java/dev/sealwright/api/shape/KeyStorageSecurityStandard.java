package dev.sealwright.api.shape;

/** The standard that the key store of a CA has to meet. */
public enum KeyStorageSecurityStandard {
  FIPS_140_2_LEVEL_2_OR_HIGHER,
  FIPS_140_2_LEVEL_3_OR_HIGHER,
  CCPC_LEVEL_1_OR_HIGHER
}
