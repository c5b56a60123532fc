package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaCertificate;

/** Hands out the CA's own certificate and the chain above it. */
final class GetCertificateAuthorityCertificate
    implements Action<GetCertificateAuthorityCertificateRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  GetCertificateAuthorityCertificate(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public Record run(GetCertificateAuthorityCertificateRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
            request.certificateAuthorityArn(),
            caller);
    CaCertificate certificate =
        engine
            .caCertificate(authority.id())
            .orElseThrow(() ->
                new WireException(ErrorName.INVALID_STATE, "The CA has no certificate installed"));
    return new GetCertificateAuthorityCertificateResponse(
        PemText.of(certificate.certificate()), PemText.chain(certificate.chain()));
  }
}
