package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.RestoreCertificateAuthorityRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import org.jspecify.annotations.Nullable;

/** Brings a deleted CA back to the status it had. */
final class RestoreCertificateAuthority implements Action<RestoreCertificateAuthorityRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  RestoreCertificateAuthority(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(RestoreCertificateAuthorityRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.RESTORE_CERTIFICATE_AUTHORITY, request.certificateAuthorityArn(), caller);
    engine.restore(authority.id(), caller.arn());
    return null;
  }
}
