package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.TagCertificateAuthorityRequest;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import org.jspecify.annotations.Nullable;

/** Hangs tags on a CA; a key that is there gets the new value. */
final class TagCertificateAuthority implements Action<TagCertificateAuthorityRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  TagCertificateAuthority(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(TagCertificateAuthorityRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.TAG_CERTIFICATE_AUTHORITY,
            CaArn.parse(request.certificateAuthorityArn()),
            caller,
            TagList.details(request.tags()));
    engine.tagging().tag(authority.id(), TagList.read(request.tags()), caller.arn());
    return null;
  }
}
