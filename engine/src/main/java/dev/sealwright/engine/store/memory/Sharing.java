package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.SharingPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The policies that share authorities, in memory. Guarded as {@link Tables} is. */
final class Sharing {
  private static final SharingPolicy.Indexed NONE =
      new SharingPolicy.Indexed(SharingPolicy.NONE, Set.of());

  private final Map<AuthorityId, SharingPolicy.Indexed> policies = new HashMap<>();

  SharingPolicy policy(AuthorityId authority) {
    return policies.getOrDefault(authority, NONE).policy();
  }

  boolean isWith(AuthorityId authority, Collection<String> grantees) {
    return policies.getOrDefault(authority, NONE).grantees().stream().anyMatch(grantees::contains);
  }

  void forget(AuthorityId authority) {
    policies.remove(authority);
  }

  /** False, and nothing changed, unless the policy on record is the one before. */
  boolean replace(AuthorityId authority, SharingPolicy.Indexed after) {
    if (policy(authority).revision() != after.policy().revision() - 1) {
      return false;
    }
    policies.put(authority, after);
    return true;
  }
}
