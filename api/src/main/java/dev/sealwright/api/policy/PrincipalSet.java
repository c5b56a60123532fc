package dev.sealwright.api.policy;

import java.util.Set;

/**
 * The principals of a resource policy's statement.
 *
 * @param everyone {@code *}
 * @param accounts twelve digits each
 * @param arns of users, roles and sessions
 */
record PrincipalSet(boolean everyone, Set<String> accounts, Set<String> arns) {
  /** How a principal is meant, which matters within one account. */
  enum Reach {
    NOT,
    /** Its account is: who in it may use the grant is for the account's own policies to say. */
    ACCOUNT,
    /** It is itself, by name or as one of everyone. */
    ITSELF
  }

  PrincipalSet {
    accounts = Set.copyOf(accounts);
    arns = Set.copyOf(arns);
  }

  Reach reach(Principal principal) {
    if (principal.service() != null) {
      return Reach.NOT; // Services come by the CA's permissions, never as one of everyone.
    }
    if (everyone || arns.contains(principal.arn())) {
      return Reach.ITSELF;
    }
    return accounts.contains(principal.account()) ? Reach.ACCOUNT : Reach.NOT;
  }
}
