package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageStandardTest {
  @ParameterizedTest
  @CsvSource({
    "FIPS_140_2_LEVEL_2, FIPS_140_2_LEVEL_2, true",
    "FIPS_140_2_LEVEL_2, FIPS_140_2_LEVEL_3, false",
    "FIPS_140_2_LEVEL_2, CCPC_LEVEL_1, false",
    "FIPS_140_2_LEVEL_3, FIPS_140_2_LEVEL_2, true",
    "FIPS_140_2_LEVEL_3, FIPS_140_2_LEVEL_3, true",
    "FIPS_140_2_LEVEL_3, CCPC_LEVEL_1, false",
    "CCPC_LEVEL_1, FIPS_140_2_LEVEL_2, false",
    "CCPC_LEVEL_1, FIPS_140_2_LEVEL_3, false",
    "CCPC_LEVEL_1, CCPC_LEVEL_1, true",
  })
  void higherLevelsOfTheSameSchemeCover(
      StorageStandard declared, StorageStandard asked, boolean covered) {
    assertThat(declared.covers(asked)).isEqualTo(covered);
  }
}
