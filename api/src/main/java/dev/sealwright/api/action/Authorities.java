package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.rule.StateRule;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import java.time.Clock;

/**
 * Finds the CA that a request names, in the order of checks callers may rely on: the ARN is well
 * formed, the caller may use it, it exists, its state allows the operation.
 */
final class Authorities {
  private final CaEngine engine;
  private final Realm realm;
  private final Clock clock;

  Authorities(CaEngine engine, Realm realm, Clock clock) {
    this.engine = engine;
    this.realm = realm;
    this.clock = clock;
  }

  Authority find(Operation operation, String arn, Caller caller) {
    return find(operation, CaArn.parse(arn), caller);
  }

  Authority find(Operation operation, CaArn arn, Caller caller) {
    // INVARIANT I15: the same answer for another account's CA whether or not it exists.
    if (!arn.account().equals(caller.account())) {
      throw new WireException(
          ErrorName.ACCESS_DENIED,
          caller.arn()
              + " is not authorized to perform acm-pca:"
              + operation.wireName()
              + " on "
              + arn);
    }
    Authority authority =
        engine
            .authority(new AuthorityId(arn.id()))
            .filter(found -> realm.covers(arn) && found.owner().equals(arn.account()))
            .orElseThrow(() ->
                new WireException(
                    ErrorName.RESOURCE_NOT_FOUND,
                    "The certificate authority " + arn + " does not exist"));
    StateRule.require(operation, authority.shownStatus(clock.instant()));
    return authority;
  }
}
