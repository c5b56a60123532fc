package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.DeleteCertificateAuthorityRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Deletes a CA; it can be restored for 7 to 30 days unless it never had a usable key. */
final class DeleteCertificateAuthority implements Action<DeleteCertificateAuthorityRequest> {
  private static final int DAYS = 30;

  private final CaEngine engine;
  private final Authorities authorities;

  DeleteCertificateAuthority(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(DeleteCertificateAuthorityRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.DELETE_CERTIFICATE_AUTHORITY, request.certificateAuthorityArn(), caller);
    int days = Objects.requireNonNullElse(request.permanentDeletionTimeInDays(), DAYS);
    engine.delete(authority, Duration.ofDays(days), caller.arn());
    return null;
  }
}
