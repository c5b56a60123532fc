package dev.sealwright.api.action;

import dev.sealwright.api.shape.KeyStorageSecurityStandard;
import dev.sealwright.hsm.StorageStandard;

/** The wire's names of storage standards as those of the tokens' configuration. */
public final class StorageStandards {
  private StorageStandards() {}

  public static StorageStandard of(KeyStorageSecurityStandard standard) {
    return switch (standard) {
      case FIPS_140_2_LEVEL_2_OR_HIGHER -> StorageStandard.FIPS_140_2_LEVEL_2;
      case FIPS_140_2_LEVEL_3_OR_HIGHER -> StorageStandard.FIPS_140_2_LEVEL_3;
      case CCPC_LEVEL_1_OR_HIGHER -> StorageStandard.CCPC_LEVEL_1;
    };
  }
}
