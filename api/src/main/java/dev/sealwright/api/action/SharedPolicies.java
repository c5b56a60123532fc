package dev.sealwright.api.action;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.PolicyException;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.SharingPolicy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of CAs as they are evaluated: read from the record each time, parsed once for each
 * revision. Threads: any.
 */
final class SharedPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPolicies.class);

  /**
   * In characters of policy text (INVARIANT I13). A list of short ARNs takes thirty times as much
   * once it is parsed, and whoever owns CAs writes their policies.
   */
  private static final long MOST = 1_000_000;

  private record Revision(AuthorityId authority, long number) {}

  private final Cache<Revision, Optional<PolicyDocument>> parsed =
      Caffeine.newBuilder()
          .maximumWeight(MOST)
          .weigher((Revision _, Optional<PolicyDocument> policy) -> weight(policy))
          .executor(Runnable::run)
          .build();

  Optional<PolicyDocument> parsed(AuthorityId authority, SharingPolicy policy) {
    String text = policy.text();
    if (text == null) {
      return Optional.empty();
    }
    return parsed.get(
        new Revision(authority, policy.revision()), revision -> parse(revision, text));
  }

  /** One that no longer reads grants nothing; it was judged when it was put, so it cannot deny. */
  private static Optional<PolicyDocument> parse(Revision revision, String text) {
    try {
      return Optional.of(PolicyDocument.parse(text));
    } catch (PolicyException e) {
      LOG.error("the policy of {} is not understood and grants nothing", revision.authority(), e);
      return Optional.empty();
    }
  }

  private static int weight(Optional<PolicyDocument> policy) {
    return policy.map(PolicyDocument::length).orElse(0) + 256;
  }
}
