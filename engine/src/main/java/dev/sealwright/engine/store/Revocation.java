package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A certificate that is revoked, for good.
 *
 * @param at millisecond precision
 * @param notAfter of the certificate, whole seconds: from then on no list needs to name it
 */
public record Revocation(
    AuthorityId authority, Serial serial, Instant at, RevocationReason reason, Instant notAfter) {
  public Revocation {
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
  }
}
