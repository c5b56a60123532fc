package dev.sealwright.api.shape;

/**
 * A point in time or a span, by {@code type}.
 *
 * <p>END_DATE reads the digits of {@code value} as a UTC date, ABSOLUTE as seconds since 1970.
 */
public record Validity(@Required @Bounds(min = 1) long value, @Required ValidityPeriodType type) {}
