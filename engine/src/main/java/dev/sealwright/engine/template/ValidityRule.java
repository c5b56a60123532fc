package dev.sealwright.engine.template;

import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * From when and until when a certificate is valid; all trouble is INVALID_VALUE.
 *
 * @param kind a root certificate is bound neither by an issuer nor by the usage mode
 * @param issuerNotAfter the issuer's own end; may be absent for {@link Template.Kind#ROOT_CA} only
 */
public record ValidityRule(
    Template.Kind kind, UsageMode usageMode, @Nullable Instant issuerNotAfter) {
  /** Tolerance for the clocks of those who check the certificate. */
  private static final Duration BACKDATED = Duration.ofMinutes(60);

  private static final Duration SHORT_LIFE = Duration.ofDays(7);

  /**
   * The validity of a certificate issued at {@code now}.
   *
   * @param end sets notAfter; spans count from {@code now}, not from notBefore
   * @param start sets notBefore, ABSOLUTE only; absent for 60 minutes before {@code now}
   */
  public Validity apply(Period end, @Nullable Period start, Instant now) {
    Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
    Instant notAfter = end.endFrom(issued, "validity");
    Instant notBefore = start == null ? issued.minus(BACKDATED) : absolute(start, issued);
    if (!notAfter.isAfter(issued)) {
      throw refusal("the validity ends before the certificate is issued");
    }
    if (!notBefore.isBefore(notAfter)) {
      throw refusal("the validity ends before it begins: validity not before is too late");
    }
    switch (kind) {
      case ROOT_CA -> {
        // Bound by nobody.
      }
      case END_ENTITY, SUBORDINATE_CA -> requireWithinIssuer(notAfter, issued);
    }
    return new Validity(notBefore, notAfter);
  }

  private void requireWithinIssuer(Instant notAfter, Instant issued) {
    if (issuerNotAfter == null) {
      throw new CaException(Failure.INTERNAL, "the end of the issuer's validity is missing");
    }
    if (notAfter.isAfter(issuerNotAfter)) {
      throw refusal(
          "the validity would end at "
              + notAfter
              + ", after that of the certificate authority at "
              + issuerNotAfter);
    }
    switch (usageMode) {
      case GENERAL_PURPOSE -> {
        // Any length.
      }
      case SHORT_LIVED_CERTIFICATE -> {
        // Counted from issue, so that the backdated hour comes on top.
        if (notAfter.isAfter(issued.plus(SHORT_LIFE))) {
          throw refusal(
              "the validity is longer than the 7 days of a short-lived certificate authority");
        }
      }
    }
  }

  private static Instant absolute(Period start, Instant issued) {
    if (start.type() != PeriodType.ABSOLUTE) {
      throw refusal("the validity not before is of type ABSOLUTE only");
    }
    return start.endFrom(issued, "validity not before");
  }

  private static CaException refusal(String message) {
    return new CaException(Failure.INVALID_VALUE, message);
  }
}
