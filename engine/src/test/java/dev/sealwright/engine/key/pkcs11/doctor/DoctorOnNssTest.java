package dev.sealwright.engine.key.pkcs11.doctor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.NssFixture;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.engine.key.pkcs11.TokenContents;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The doctor on a module that makes ML-DSA keys and departs from the standard. */
class DoctorOnNssTest {
  @Test
  @Timeout(120)
  void worksAndNamesTheQuirkThatHasToBeLetPass() {
    Diagnosis seen =
        Doctor.examine(
            new Examination(
                NssFixture.config().module(),
                new Examination.Choice(NssFixture.config().label(), null, null),
                NssFixture.config().pin(),
                RefusalMarker.NONE,
                Profile.STANDARD,
                EnumSet.of(KeySpec.EC_P256, KeySpec.ML_DSA_44, KeySpec.ML_DSA_87),
                Set.of(),
                Duration.ZERO,
                1,
                Duration.ofSeconds(60),
                false),
            NssFixture.cryptoki(),
            step -> {});

    assertThat(seen.findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.PROBLEM)
        .isEmpty();
    assertThat(seen.trials())
        .extracting(Trial::spec, Trial::outcome)
        .contains(
            tuple(KeySpec.ML_DSA_44, Trial.Outcome.WORKS),
            tuple(KeySpec.ML_DSA_87, Trial.Outcome.WORKS));
    assertThat(seen.findings())
        .extracting(Finding::what)
        .contains("CKA_LOCAL reads false for a key of ML_DSA that the token made");
    assertThat(requireNonNull(seen.advice()).quirks()).containsExactly(Quirk.NOT_CKA_LOCAL);
    try (var token = NssFixture.vault()) {
      assertThat(new TokenContents(token).scratchObjects()).isZero();
    }
  }
}
