package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.DeletePolicyRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends the sharing of a CA; succeeds when it was not shared. */
final class DeletePolicy implements Action<DeletePolicyRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  DeletePolicy(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(DeletePolicyRequest request, Caller caller) {
    Authority authority = authorities.find(Operation.DELETE_POLICY, request.resourceArn(), caller);
    authorities.requireNoLockout(authority, caller, Optional.empty());
    engine.sharing().remove(authority, engine.sharing().of(authority.id()), caller.arn());
    return null;
  }
}
