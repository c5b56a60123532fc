package dev.sealwright.api.config;

import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import dev.sealwright.hsm.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * An account with the principals that sign for it.
 *
 * @param id twelve digits
 * @param organization it belongs to, such as {@code o-a1b2c3d4e5}
 */
public record Account(String id, Optional<String> organization, List<Member> members) {
  public Account {
    members = List.copyOf(members);
  }

  /**
   * One principal.
   *
   * @param policies that say what it may do; a service principal has none
   * @param keys that sign for it
   */
  public record Member(Principal principal, List<PolicyDocument> policies, List<SigningPair> keys) {
    public Member {
      policies = List.copyOf(policies);
      keys = List.copyOf(keys);
    }
  }

  /**
   * An access key.
   *
   * @param id unique over all accounts
   * @param place where the secret was said, for problems that show later
   */
  public record SigningPair(String id, KeySecret secret, Place place) {}
}
