package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.DeletePermissionRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a service its permission back; SourceAccount is the caller's unless given. */
final class DeletePermission implements Action<DeletePermissionRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  DeletePermission(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(DeletePermissionRequest request, Caller caller) {
    Authority authority =
        authorities.find(Operation.DELETE_PERMISSION, request.certificateAuthorityArn(), caller);
    engine
        .permits()
        .withdraw(
            authority.id(),
            request.principal(),
            Objects.requireNonNullElse(request.sourceAccount(), caller.account()),
            caller.arn());
    return null;
  }
}
