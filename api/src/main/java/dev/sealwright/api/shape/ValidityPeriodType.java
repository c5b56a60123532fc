package dev.sealwright.api.shape;

/** How the number of a validity is read. */
public enum ValidityPeriodType {
  END_DATE,
  ABSOLUTE,
  DAYS,
  MONTHS,
  YEARS
}
