package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.RevokeCertificateRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.SerialText;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import org.jspecify.annotations.Nullable;

/** Revokes a certificate, for good; the answer comes when that is durable. */
final class RevokeCertificate implements Action<RevokeCertificateRequest> {
  private final CaEngine engine;
  private final Authorities authorities;
  private final Revocations revocations;

  RevokeCertificate(CaEngine engine, Authorities authorities, Revocations revocations) {
    this.engine = engine;
    this.authorities = authorities;
    this.revocations = revocations;
  }

  @Override
  public @Nullable Record run(RevokeCertificateRequest request, Caller caller) {
    Authority authority =
        authorities.find(Operation.REVOKE_CERTIFICATE, request.certificateAuthorityArn(), caller);
    revocations.requirePublishing(authority.revocation(), caller);
    String digits = SerialText.digits(request.certificateSerial());
    if (digits.length() > 2 * Serial.BYTES || digits.charAt(0) > '7') {
      // A number that this engine never drew.
      throw new WireException(
          ErrorName.RESOURCE_NOT_FOUND,
          "The certificate authority issued no certificate " + digits);
    }
    engine
        .revoker()
        .revoke(
            authority.id(),
            new Serial(digits),
            RevocationReason.valueOf(request.revocationReason().name()),
            engine.counts().revokedWithCompleteCrl(),
            caller.arn());
    return null;
  }
}
