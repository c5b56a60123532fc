package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.GetCertificateRequest;
import dev.sealwright.api.shape.GetCertificateResponse;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.CertificateArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.x509.Serial;

/** Hands out an issued certificate and the chain above it, nearest issuer first. */
final class GetCertificate implements Action<GetCertificateRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  GetCertificate(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public Record run(GetCertificateRequest request, Caller caller) {
    CaArn caArn = CaArn.parse(request.certificateAuthorityArn());
    CertificateArn arn = CertificateArn.parse(request.certificateArn());
    Authority authority = authorities.find(Operation.GET_CERTIFICATE, caArn, caller);
    if (!arn.authority().equals(caArn) || arn.serial().charAt(0) > '7') {
      // A serial with its top bit set is none that this engine ever drew.
      throw new WireException(
          ErrorName.RESOURCE_NOT_FOUND, "The CA has no certificate " + request.certificateArn());
    }
    var issued = engine.certificate(authority.id(), new Serial(arn.serial()));
    return new GetCertificateResponse(
        PemText.of(issued.certificate()), PemText.chain(issued.chain()));
  }
}
