package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.CertificateAuthorityStatus;
import dev.sealwright.api.shape.UpdateCertificateAuthorityRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import org.jspecify.annotations.Nullable;

/** Switches a CA on or off, and changes how it publishes revocation. */
final class UpdateCertificateAuthority implements Action<UpdateCertificateAuthorityRequest> {
  private final CaEngine engine;
  private final Authorities authorities;
  private final Revocations revocations;

  UpdateCertificateAuthority(CaEngine engine, Authorities authorities, Revocations revocations) {
    this.engine = engine;
    this.authorities = authorities;
    this.revocations = revocations;
  }

  @Override
  public @Nullable Record run(UpdateCertificateAuthorityRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.UPDATE_CERTIFICATE_AUTHORITY, request.certificateAuthorityArn(), caller);
    CaStatus wanted = wanted(request.status());
    engine.update(
        authority,
        wanted,
        revocations.over(
            authority.id(), authority.revocation(), request.revocationConfiguration(), caller),
        caller.arn());
    return null;
  }

  private static @Nullable CaStatus wanted(@Nullable CertificateAuthorityStatus status) {
    return switch (status) {
      case null -> null;
      case ACTIVE -> CaStatus.ACTIVE;
      case DISABLED -> CaStatus.DISABLED;
      case CREATING, PENDING_CERTIFICATE, DELETED, EXPIRED, FAILED ->
          throw new WireException(
              ErrorName.INVALID_ARGS, "Status can be set to ACTIVE or DISABLED, not to " + status);
    };
  }
}
