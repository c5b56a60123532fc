package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.UntagCertificateAuthorityRequest;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import org.jspecify.annotations.Nullable;

/** Takes tags off a CA, by key or by key and value. */
final class UntagCertificateAuthority implements Action<UntagCertificateAuthorityRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  UntagCertificateAuthority(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(UntagCertificateAuthorityRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.UNTAG_CERTIFICATE_AUTHORITY,
            CaArn.parse(request.certificateAuthorityArn()),
            caller,
            TagList.details(request.tags()));
    engine.tagging().untag(authority.id(), TagList.read(request.tags()), caller.arn());
    return null;
  }
}
