package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.CallDetails;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.auth.Holding;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.rule.StateRule;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Permission;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the CA that a request names, in the order of checks callers may rely on: the ARN is well
 * formed, the caller may use it, it exists, its state allows the operation.
 */
final class Authorities {
  private final CaEngine engine;
  private final Realm realm;
  private final Clock clock;
  private final Authorizer authorizer;
  private final SharedPolicies policies = new SharedPolicies();

  Authorities(CaEngine engine, Realm realm, Clock clock, Authorizer authorizer) {
    this.engine = engine;
    this.realm = realm;
    this.clock = clock;
    this.authorizer = authorizer;
  }

  Authority find(Operation operation, String arn, Caller caller) {
    return find(operation, CaArn.parse(arn), caller);
  }

  Authority find(Operation operation, CaArn arn, Caller caller) {
    return find(operation, arn, caller, CallDetails.NONE);
  }

  /**
   * Finds it for a request that conditions of policies may look into.
   *
   * @throws WireException ACCESS_DENIED, the same whether or not there is such a CA (INVARIANT
   *     I15); RESOURCE_NOT_FOUND to who may use it if there were
   */
  Authority find(Operation operation, CaArn arn, Caller caller, CallDetails details) {
    Optional<Authority> found =
        engine
            .authority(new AuthorityId(arn.id()))
            .filter(authority -> realm.covers(arn) && authority.owner().equals(arn.account()));
    Holding holding = found.map(this::holding).orElse(Holding.NOTHING);
    authorizer.require(operation, caller, arn, holding, details);
    Authority authority =
        found.orElseThrow(() ->
            new WireException(
                ErrorName.RESOURCE_NOT_FOUND,
                "The certificate authority " + arn + " does not exist"));
    StateRule.require(operation, authority.shownStatus(clock.instant()));
    return authority;
  }

  /** Whether the caller may describe a CA of another account, and it is not gone. */
  boolean shows(Authority authority, Caller caller) {
    return !authority.gone(clock.instant()) && shows(authority, caller, holding(authority));
  }

  /**
   * Refuses a change of the CA's policy that takes from the caller its own sight of the CA: a
   * principal of the owner's account may have that by the policy alone.
   *
   * @param after the policy as it will be; absent for none
   * @throws WireException LOCKOUT_PREVENTED
   */
  void requireNoLockout(Authority authority, Caller caller, Optional<PolicyDocument> after) {
    Holding changed = new Changed(holding(authority), after);
    if (shows(authority, caller, holding(authority)) && !shows(authority, caller, changed)) {
      throw new WireException(
          ErrorName.LOCKOUT_PREVENTED,
          caller.arn() + " could not describe the certificate authority any more");
    }
  }

  private record Changed(Holding before, Optional<PolicyDocument> policy) implements Holding {
    @Override
    public Map<String, String> tags() {
      return before.tags();
    }

    @Override
    public List<Permission> permissions() {
      return before.permissions();
    }
  }

  private boolean shows(Authority authority, Caller caller, Holding holding) {
    return authorizer.allows(
        Operation.DESCRIBE_CERTIFICATE_AUTHORITY,
        caller,
        realm.arnOf(authority),
        holding,
        CallDetails.NONE);
  }

  private Holding holding(Authority authority) {
    AuthorityId id = authority.id();
    return new Holding() {
      @Override
      public Optional<PolicyDocument> policy() {
        return policies.parsed(id, engine.sharing().of(id));
      }

      @Override
      public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        engine.tags(id).all().forEach(tag -> tags.put(tag.key(), tag.text()));
        return tags;
      }

      @Override
      public List<Permission> permissions() {
        return engine.permits().of(id);
      }
    };
  }
}
