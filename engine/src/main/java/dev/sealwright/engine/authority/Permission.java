package dev.sealwright.engine.authority;

import java.time.Instant;
import java.util.Set;

/**
 * What a service may do with an authority on behalf of an account; one for each principal and
 * account.
 *
 * @param principal of the service, such as {@code acm.amazonaws.com}
 * @param sourceAccount the account it acts for
 * @param actions at least one
 * @param createdAt millisecond precision
 */
public record Permission(
    String principal, String sourceAccount, Set<Action> actions, Instant createdAt) {
  /** What can be permitted. */
  public enum Action {
    ISSUE_CERTIFICATE,
    GET_CERTIFICATE,
    LIST_PERMISSIONS
  }

  public Permission {
    if (actions.isEmpty() || principal.isEmpty() || sourceAccount.isEmpty()) {
      throw new IllegalArgumentException("a permission needs a principal, an account and actions");
    }
    actions = Set.copyOf(actions);
  }
}
