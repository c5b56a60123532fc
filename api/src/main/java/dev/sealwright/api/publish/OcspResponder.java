package dev.sealwright.api.publish;

import dev.sealwright.engine.authority.AuthorityId;
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
   * @param authorities that are asked: the one under whose own path the request came, and then the
   *     answer MUST be about no other; or those that share the name under which it did
   * @param request as it came, at most 16 KiB; MUST NOT be written to
   * @return also when none of the authorities has OCSP, or the request is none: these are answers
   */
  OcspReply answer(Set<AuthorityId> authorities, byte[] request);
}
