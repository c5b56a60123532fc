package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyException;
import dev.sealwright.api.policy.ResourcePolicy;
import dev.sealwright.api.shape.PutPolicyRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.SharingPolicy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shares a CA by a policy, in place of any earlier one. */
final class PutPolicy implements Action<PutPolicyRequest> {
  private final CaEngine engine;
  private final Authorities authorities;
  private final Realm realm;

  PutPolicy(CaEngine engine, Authorities authorities, Realm realm) {
    this.engine = engine;
    this.authorities = authorities;
    this.realm = realm;
  }

  @Override
  public @Nullable Record run(PutPolicyRequest request, Caller caller) {
    Authority authority = authorities.find(Operation.PUT_POLICY, request.resourceArn(), caller);
    ResourcePolicy policy = judged(request.policy(), authority);
    authorities.requireNoLockout(authority, caller, Optional.of(policy.document()));
    SharingPolicy before = engine.sharing().of(authority.id());
    engine.sharing().put(authority, before, request.policy(), policy.grantees(), caller.arn());
    return null;
  }

  private ResourcePolicy judged(String text, Authority authority) {
    try {
      return ResourcePolicy.parse(text, realm.arnOf(authority).toString());
    } catch (PolicyException e) {
      throw new WireException(ErrorName.INVALID_POLICY, String.valueOf(e.getMessage()));
    }
  }
}
