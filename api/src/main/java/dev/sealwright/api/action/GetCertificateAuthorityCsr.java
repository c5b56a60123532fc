package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.x509.Pem;

/** Hands out the CA's certification request, signed when its key was made. */
final class GetCertificateAuthorityCsr implements Action<GetCertificateAuthorityCsrRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  GetCertificateAuthorityCsr(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public Record run(GetCertificateAuthorityCsrRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.GET_CERTIFICATE_AUTHORITY_CSR, request.certificateAuthorityArn(), caller);
    return engine
        .csr(authority.id())
        .map(der -> new GetCertificateAuthorityCsrResponse(Pem.encode("CERTIFICATE REQUEST", der)))
        .orElseThrow(
            () -> new WireException(ErrorName.REQUEST_IN_PROGRESS, "The CSR is being made"));
  }
}
