package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.GetPolicyRequest;
import dev.sealwright.api.shape.GetPolicyResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;

/** Gives back the policy by which a CA is shared, as it was put. */
final class GetPolicy implements Action<GetPolicyRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  GetPolicy(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public Record run(GetPolicyRequest request, Caller caller) {
    Authority authority = authorities.find(Operation.GET_POLICY, request.resourceArn(), caller);
    String text = engine.sharing().of(authority.id()).text();
    if (text == null) {
      throw new WireException(
          ErrorName.RESOURCE_NOT_FOUND, "The certificate authority has no policy");
    }
    return new GetPolicyResponse(text);
  }
}
