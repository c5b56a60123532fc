package dev.sealwright.api.policy;

import java.util.List;

/** What policies say of one call; whoever combines several starts from {@link #SILENT}. */
public enum Verdict {
  /** No statement applies: refused unless somebody else allows. */
  SILENT,
  ALLOWED,
  /** A Deny applies: refused whatever else allows. */
  DENIED;

  /** An explicit Deny wins over an Allow, which wins over silence. */
  public Verdict and(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** What the identity policies of a principal say together. */
  public static Verdict ofIdentity(List<PolicyDocument> policies, AccessRequest request) {
    Verdict verdict = SILENT;
    for (PolicyDocument policy : policies) {
      verdict = verdict.and(policy.asIdentity(request));
    }
    return verdict;
  }
}
