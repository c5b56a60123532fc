package dev.sealwright.engine.template;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Validity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A moment or a span, as a requester writes it.
 *
 * @param value at least 1; INVALID_VALUE otherwise
 */
public record Period(PeriodType type, long value) {
  /** More units than fit before the year 10000, whatever the unit, and few enough to add safely. */
  private static final long UNREACHABLE = 9999L * 366;

  public Period {
    if (value < 1) {
      throw new CaException(Failure.INVALID_VALUE, "a validity value is at least 1");
    }
  }

  /**
   * The moment meant, with {@code start} as the start of a span.
   *
   * @param member the words for this period in an error message
   */
  Instant endFrom(Instant start, String member) {
    Instant end =
        switch (type) {
          case ABSOLUTE -> Instant.ofEpochSecond(Math.min(value, beyond()));
          case END_DATE -> endDate(member);
          case DAYS -> plus(start, ChronoUnit.DAYS, member);
          case MONTHS -> plus(start, ChronoUnit.MONTHS, member);
          case YEARS -> plus(start, ChronoUnit.YEARS, member);
        };
    if (end.isAfter(Validity.FOREVER)) {
      throw unreachable(member);
    }
    return end;
  }

  /** A date that the month does not have becomes its last day, as java.time does it. */
  private Instant plus(Instant start, ChronoUnit unit, String member) {
    if (value > UNREACHABLE) {
      throw unreachable(member);
    }
    return start.atOffset(ZoneOffset.UTC).plus(value, unit).toInstant();
  }

  /** The number lost the zeros at its head: up to 12 digits are UTCTime, 13 and 14 the other. */
  private Instant endDate(String member) {
    if (value > 99_991_231_235_959L) {
      throw unreachable(member);
    }
    long year = value / 10_000_000_000L;
    if (value < 1_000_000_000_000L) {
      // RFC 5280 4.1.2.5.1
      year += year >= 50 ? 1900 : 2000;
    }
    try {
      return OffsetDateTime.of(
              LocalDateTime.of((int) year, pair(4), pair(3), pair(2), pair(1), pair(0)),
              ZoneOffset.UTC)
          .toInstant();
    } catch (DateTimeException e) {
      throw new CaException(
          Failure.INVALID_VALUE, "the digits of the " + member + " are not a date and time", e);
    }
  }

  /** Two decimal digits, counted from the right. */
  private int pair(int index) {
    long rest = value;
    for (int i = 0; i < index; i++) {
      rest /= 100;
    }
    return (int) (rest % 100);
  }

  private static long beyond() {
    return Validity.FOREVER.getEpochSecond() + 1;
  }

  private CaException unreachable(String member) {
    return new CaException(
        Failure.INVALID_VALUE,
        "the " + member + " (" + type + " " + value + ") lies beyond 9999-12-31T23:59:59Z");
  }
}
