package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Allocation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As many and as long subtrees as a path may have, against as many names as are compared. */
class ManySubtreesTest {
  private static final int SUBTREES = 1024;
  private static final int NAMES = 243;

  /** What is the same for all comparisons is not done in each: half a second went that way. */
  @ParameterizedTest
  @CsvSource({"2, ''", "1, a@", "6, https://"})
  void aComparisonTakesNoCopyOfTheBase(int form, String before) throws IOException {
    GeneralSubtree[] subtrees = new GeneralSubtree[SUBTREES];
    Arrays.setAll(
        subtrees,
        i -> new GeneralSubtree(new GeneralName(form, "X".repeat(1000) + i + ".EXAMPLE")));
    NameConstraints constraints =
        NameConstraints.decode(
            Octets.copyOf(
                new org.bouncycastle.asn1.x509.NameConstraints(null, subtrees).getEncoded("DER")));
    GeneralName[] names = new GeneralName[NAMES];
    Arrays.setAll(names, i -> new GeneralName(form, before + "WWW" + i + ".EXAMPLE"));
    CertificateNames given =
        CertificateNames.of(
            Name.of(List.of()), Octets.copyOf(new GeneralNames(names).getEncoded("DER")));

    assertThat(
            Allocation.bounded((long) SUBTREES * NAMES, 600, 0, () -> constraints.violation(given)))
        .isEmpty();
  }
}
