package dev.sealwright.engine.authority;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Validity;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledCertificateTest {
  @ParameterizedTest
  @CsvSource({", ", ",0", ",3", "1,0", "3,2", "3,0"})
  void leavesRoomBelow(@Nullable Integer own, @Nullable Integer below) {
    assertThatCode(() -> limitedTo(own).requireRoomFor(below)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,", "1,1", "1,2", "1,", "3,3", "3,"})
  void leavesNoRoomBelow(@Nullable Integer own, @Nullable Integer below) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> limitedTo(own).requireRoomFor(below))
        .withMessageContaining("path length")
        .matches(e -> e.failure() == Failure.INVALID_VALUE);
  }

  private static InstalledCertificate limitedTo(@Nullable Integer pathLength) {
    return new InstalledCertificate(
        BigInteger.ONE,
        Name.of(List.of()),
        new Validity(Instant.EPOCH, Validity.FOREVER),
        new KeyIdentifier("00"),
        pathLength);
  }
}
