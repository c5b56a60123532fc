package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The life of a certificate (RFC 5280 4.1.2.5), in whole seconds, both ends inclusive.
 *
 * @param notAfter not before {@code notBefore}, at most 9999-12-31T23:59:59Z
 */
public record Validity(Instant notBefore, Instant notAfter) {
  /** The value for "no well-defined expiration date" (RFC 5280 4.1.2.5). */
  public static final Instant FOREVER = Instant.ofEpochSecond(253402300799L);

  /** GeneralizedTime cannot express an earlier one and UTCTime begins in 1950. */
  private static final Instant EARLIEST = Instant.parse("1950-01-01T00:00:00Z");

  public Validity {
    notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
    if (notBefore.isBefore(EARLIEST) || notAfter.isAfter(FOREVER)) {
      throw new CaException(
          Failure.INVALID_VALUE, "validity must lie between 1950-01-01 and 9999-12-31");
    }
    if (notAfter.isBefore(notBefore)) {
      throw new CaException(Failure.INVALID_VALUE, "notAfter must not be before notBefore");
    }
  }
}
