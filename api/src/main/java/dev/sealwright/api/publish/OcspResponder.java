package dev.sealwright.api.publish;

import dev.sealwright.engine.authority.AuthorityId;
import java.util.Optional;
import java.util.Set;

/**
 * Answers OCSP requests (RFC 6960); connected by the composition root.
 *
 * <p>Threads: shared; may block on a signature.
 */
@FunctionalInterface
public interface OcspResponder {
  /**
   * Answers whatever bytes came, well formed or not.
   *
   * @param authorities that are asked: the one under whose own path the request came, or those that
   *     share the name under which it did; the answer MUST be about no other
   * @param request as it came, at most 16 KiB; MUST NOT be written to
   * @return nothing when none of the authorities has OCSP
   */
  Optional<OcspReply> answer(Set<AuthorityId> authorities, byte[] request);
}
