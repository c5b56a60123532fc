package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.time.Instant;

/**
 * A certificate that is going to be signed, as it becomes durable before it is (INVARIANT I1).
 *
 * @param authorityVersion of the authority that the TBS was drafted from; another one on record
 *     refuses the reservation (INVARIANT I9, the point of no return)
 * @param tbs the exact bytes to be signed
 * @param template name of the template used
 * @param requester who asked, as the front door names it
 * @param scope the list that names it once it is revoked
 */
public record Reservation(
    AuthorityId authority,
    long authorityVersion,
    Serial serial,
    Octets tbs,
    SignatureAlgorithm algorithm,
    String template,
    String requester,
    Instant issuedAt,
    Validity validity,
    CrlScope scope) {
  /** One that the complete list names. */
  public Reservation(
      AuthorityId authority,
      long authorityVersion,
      Serial serial,
      Octets tbs,
      SignatureAlgorithm algorithm,
      String template,
      String requester,
      Instant issuedAt,
      Validity validity) {
    this(
        authority,
        authorityVersion,
        serial,
        tbs,
        algorithm,
        template,
        requester,
        issuedAt,
        validity,
        CrlScope.COMPLETE);
  }
}
