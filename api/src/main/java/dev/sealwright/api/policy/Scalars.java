package dev.sealwright.api.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** The values of conditions that are not text. */
final class Scalars {
  /** Short on purpose: arithmetic with a million digits is no condition. */
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,9})?");

  private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{1,12}");

  private Scalars() {}

  /** In the one spelling that requests have. */
  static String truth(String place, String value) {
    if (value.equalsIgnoreCase("true")) {
      return "true";
    }
    if (value.equalsIgnoreCase("false")) {
      return "false";
    }
    throw PolicyException.at(place, "expected true or false");
  }

  static BigDecimal number(String place, String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw PolicyException.at(place, "expected a number of at most 18 digits");
    }
    return new BigDecimal(value);
  }

  /** An ISO 8601 date or date and time, or seconds since 1970. */
  static Instant date(String place, String value) {
    try {
      if (EPOCH_SECONDS.matcher(value).matches()) {
        return Instant.ofEpochSecond(Long.parseLong(value));
      }
      return value.indexOf('T') < 0
          ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException _) {
      throw PolicyException.at(place, "expected a date such as 2026-11-25T12:00:00Z");
    }
  }
}
