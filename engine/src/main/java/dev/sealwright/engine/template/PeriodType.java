package dev.sealwright.engine.template;

/** How the number in a {@link Period} is meant. */
public enum PeriodType {
  /** The digits of a UTCTime (YYMMDDHHMMSS) or GeneralizedTime (YYYYMMDDHHMMSS). */
  END_DATE,
  /** Seconds since 1970-01-01T00:00:00Z. */
  ABSOLUTE,
  DAYS,
  MONTHS,
  YEARS
}
