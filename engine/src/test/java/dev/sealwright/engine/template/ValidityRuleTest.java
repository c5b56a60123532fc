package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.template.Template.Kind;
import dev.sealwright.engine.x509.Validity;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidityRuleTest {
  private static final Instant NOW = Instant.parse("2024-01-31T16:46:27.987Z");
  private static final ValidityRule FREE =
      new ValidityRule(Kind.END_ENTITY, UsageMode.GENERAL_PURPOSE, Validity.FOREVER);

  @ParameterizedTest
  @CsvSource({
    "DAYS, 1, 2024-02-01T16:46:27Z",
    "DAYS, 365, 2025-01-30T16:46:27Z",
    "MONTHS, 1, 2024-02-29T16:46:27Z",
    "MONTHS, 13, 2025-02-28T16:46:27Z",
    "YEARS, 10, 2034-01-31T16:46:27Z",
    "YEARS, 7975, 9999-01-31T16:46:27Z",
    "ABSOLUTE, 1706719588, 2024-01-31T16:46:28Z",
    "ABSOLUTE, 253402300799, 9999-12-31T23:59:59Z",
    "END_DATE, 491231235959, 2049-12-31T23:59:59Z",
    "END_DATE, 240229000000, 2024-02-29T00:00:00Z",
    "END_DATE, 20491231235959, 2049-12-31T23:59:59Z",
    "END_DATE, 99991231235959, 9999-12-31T23:59:59Z",
  })
  void endsAtTheMomentMeant(PeriodType type, long value, Instant expected) {
    assertThat(FREE.apply(new Period(type, value), null, NOW))
        .isEqualTo(new Validity(Instant.parse("2024-01-31T15:46:27Z"), expected));
  }

  @ParameterizedTest
  @CsvSource({
    "90203040506, 2009-02-03T04:05:06Z",
    "1231235959, 2000-12-31T23:59:59Z",
  })
  void putsBackTheZerosThatANumberLoses(long digits, Instant expected) {
    Instant then = Instant.parse("1999-12-31T00:00:00Z");
    assertThat(FREE.apply(new Period(PeriodType.END_DATE, digits), null, then).notAfter())
        .isEqualTo(expected);
  }

  @Test
  void readsYearsFromFiftyAsThoseOfTheLastCentury() {
    Instant then = Instant.parse("1950-01-01T00:00:00Z");
    Period end = new Period(PeriodType.END_DATE, 500_101_000_000L);
    assertThat(end.endFrom(then, "validity")).isEqualTo(then);
    assertRefused(
        FREE, new Period(PeriodType.END_DATE, 991_231_235_959L), "before the certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "DAYS, 2921940",
    "DAYS, 9223372036854775807",
    "MONTHS, 9223372036854775807",
    "MONTHS, 95712",
    "YEARS, 7976",
    "YEARS, 999999999",
    "YEARS, 9223372036854775807",
    "ABSOLUTE, 253402300800",
    "ABSOLUTE, 9223372036854775807",
    "END_DATE, 99991231235960",
    "END_DATE, 9223372036854775807",
  })
  void refusesWhatLiesBeyondTheLastYear(PeriodType type, long value) {
    assertRefused(FREE, new Period(type, value), "the validity (" + type + " " + value + ") lies");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        241_301_000_000L,
        240_230_000_000L,
        240_201_240_000L,
        240_201_006_000L,
        240_201_000_060L,
        20_241_301_000_000L,
        1_000_000_000_000L,
      })
  void refusesDigitsThatAreNoDate(long digits) {
    assertRefused(FREE, new Period(PeriodType.END_DATE, digits), "are not a date and time");
  }

  @ParameterizedTest
  @EnumSource
  void aValueIsAtLeastOne(PeriodType type) {
    for (long value : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> new Period(type, value))
          .matches(e -> e.failure() == Failure.INVALID_VALUE);
    }
  }

  @Test
  void livesAtLeastOneSecondFromIssue() {
    long issued = NOW.getEpochSecond();
    assertRefused(
        FREE, new Period(PeriodType.ABSOLUTE, issued), "before the certificate is issued");
    assertThat(FREE.apply(new Period(PeriodType.ABSOLUTE, issued + 1), null, NOW)).isNotNull();
  }

  @Test
  void aGivenStartMovesTheStartOnly() {
    Period day = new Period(PeriodType.DAYS, 1);
    Instant tomorrow = Instant.parse("2024-02-01T16:46:27Z");
    for (long start : new long[] {1, NOW.getEpochSecond() + 60, tomorrow.getEpochSecond() - 1}) {
      assertThat(FREE.apply(day, new Period(PeriodType.ABSOLUTE, start), NOW))
          .isEqualTo(new Validity(Instant.ofEpochSecond(start), tomorrow));
    }
    for (long start : new long[] {tomorrow.getEpochSecond(), Validity.FOREVER.getEpochSecond()}) {
      Period late = new Period(PeriodType.ABSOLUTE, start);
      assertRefused(() -> FREE.apply(day, late, NOW), "validity not before is too late");
    }
    Period beyond = new Period(PeriodType.ABSOLUTE, Long.MAX_VALUE);
    assertRefused(() -> FREE.apply(day, beyond, NOW), "the validity not before (ABSOLUTE");
    assertRefused(() -> FREE.apply(day, day, NOW), "of type ABSOLUTE only");
  }

  @ParameterizedTest
  @EnumSource(names = {"END_ENTITY", "SUBORDINATE_CA"})
  void endsWithTheIssuerAtTheLatest(Kind kind) {
    Instant limit = Instant.parse("2024-02-01T16:46:27Z");
    var rule = new ValidityRule(kind, UsageMode.GENERAL_PURPOSE, limit);
    assertThat(rule.apply(new Period(PeriodType.DAYS, 1), null, NOW).notAfter()).isEqualTo(limit);
    Period longer = new Period(PeriodType.ABSOLUTE, limit.getEpochSecond() + 1);
    assertRefused(rule, longer, "after that of the certificate authority at 2024-02-01T16:46:27Z");
  }

  @Test
  void aShortLivedAuthorityGivesSevenDaysFromIssue() {
    var rule =
        new ValidityRule(Kind.END_ENTITY, UsageMode.SHORT_LIVED_CERTIFICATE, Validity.FOREVER);
    Validity week = rule.apply(new Period(PeriodType.DAYS, 7), null, NOW);
    assertThat(week.notAfter()).isEqualTo(Instant.parse("2024-02-07T16:46:27Z"));
    assertThat(week.notBefore()).isEqualTo(Instant.parse("2024-01-31T15:46:27Z"));
    Period longer = new Period(PeriodType.ABSOLUTE, week.notAfter().getEpochSecond() + 1);
    assertRefused(rule, longer, "longer than the 7 days");
    // A later start does not buy a later end.
    Period start = new Period(PeriodType.ABSOLUTE, NOW.getEpochSecond() + 3_600);
    assertRefused(() -> rule.apply(longer, start, NOW), "longer than the 7 days");
  }

  @Test
  void aRootIsBoundByNeither() {
    var rule =
        new ValidityRule(Kind.ROOT_CA, UsageMode.SHORT_LIVED_CERTIFICATE, NOW.plusSeconds(1));
    assertThat(rule.apply(new Period(PeriodType.YEARS, 10), null, NOW).notAfter())
        .isEqualTo(Instant.parse("2034-01-31T16:46:27Z"));
  }

  private static void assertRefused(ValidityRule rule, Period end, String fragment) {
    assertRefused(() -> rule.apply(end, null, NOW), fragment);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String fragment) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call)
        .withMessageContaining(fragment)
        .matches(e -> e.failure() == Failure.INVALID_VALUE);
  }
}
