package dev.sealwright.api;

import dev.sealwright.api.publish.OcspReply;
import dev.sealwright.api.publish.OcspResponder;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.ocsp.OcspAnswer;
import java.util.Optional;
import java.util.Set;

/**
 * The engine's responder behind the publication listener.
 *
 * <p>Threads: shared.
 */
record EngineOcsp(dev.sealwright.engine.ocsp.OcspResponder responder) implements OcspResponder {
  /** Who shares a name is told apart by the hashes in the request. */
  @Override
  public OcspReply answer(Set<AuthorityId> authorities, byte[] request) {
    AuthorityId named = authorities.size() == 1 ? authorities.iterator().next() : null;
    OcspAnswer answer = responder.answer(named, request);
    OcspAnswer.Caching caching = answer.caching();
    return new OcspReply(
        answer.response(),
        caching == null
            ? Optional.empty()
            : Optional.of(
                new OcspReply.Validity(
                    caching.thisUpdate(), caching.nextUpdate(), caching.digest())));
  }
}
