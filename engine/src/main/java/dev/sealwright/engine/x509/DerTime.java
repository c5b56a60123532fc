package dev.sealwright.engine.x509;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment as certificates and lists carry it (RFC 5280 4.1.2.5, 5.1.2.4), in whole seconds. */
final class DerTime {
  /** From here on GeneralizedTime. */
  private static final Instant GENERALIZED = Instant.parse("2050-01-01T00:00:00Z");

  private static final DateTimeFormatter TWO_DIGIT_YEAR =
      DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FOUR_DIGIT_YEAR =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DerTime() {}

  static byte[] of(Instant instant) {
    return instant.isBefore(GENERALIZED)
        ? Der.element(Der.UTC_TIME, digits(TWO_DIGIT_YEAR, instant))
        : Der.element(Der.GENERALIZED_TIME, digits(FOUR_DIGIT_YEAR, instant));
  }

  private static byte[] digits(DateTimeFormatter form, Instant instant) {
    return form.format(instant).getBytes(StandardCharsets.US_ASCII);
  }
}
