package dev.sealwright.hsm;

/** A standard for key stores that an operator may declare a token to meet. */
public enum StorageStandard {
  FIPS_140_2_LEVEL_2,
  /** Includes level 2. */
  FIPS_140_2_LEVEL_3,
  /** China's Commercial Cryptography Product Certification. */
  CCPC_LEVEL_1;

  /** Whether a token of this standard meets the asked one, which means "or higher". */
  public boolean covers(StorageStandard asked) {
    return switch (this) {
      case FIPS_140_2_LEVEL_2 -> asked == FIPS_140_2_LEVEL_2;
      case FIPS_140_2_LEVEL_3 -> asked == FIPS_140_2_LEVEL_2 || asked == FIPS_140_2_LEVEL_3;
      case CCPC_LEVEL_1 -> asked == CCPC_LEVEL_1;
    };
  }
}
