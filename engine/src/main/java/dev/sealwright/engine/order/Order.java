package dev.sealwright.engine.order;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.template.Passthrough;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for when it asks for a certificate.
 *
 * @param csr PEM, hostile until read
 * @param template name such as {@code EndEntityCertificate/V1}
 * @param passthrough used by the templates whose variety says so, ignored by others
 * @param notBefore absent: 60 minutes before issue
 * @param requester who asks, as the front door names it
 */
public record Order(
    AuthorityId authority,
    Octets csr,
    SignatureAlgorithm algorithm,
    String template,
    Passthrough passthrough,
    Period validity,
    @Nullable Period notBefore,
    @Nullable Claim claim,
    String requester) {

  /** An order that leaves everything to the template and the CSR. */
  public Order(
      AuthorityId authority,
      Octets csr,
      SignatureAlgorithm algorithm,
      String template,
      Period validity,
      @Nullable Period notBefore,
      @Nullable Claim claim,
      String requester) {
    this(
        authority,
        csr,
        algorithm,
        template,
        Passthrough.NONE,
        validity,
        notBefore,
        claim,
        requester);
  }
}
