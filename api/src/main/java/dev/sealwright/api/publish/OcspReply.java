package dev.sealwright.api.publish;

import dev.sealwright.engine.x509.Octets;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to one OCSP request.
 *
 * @param der an OCSPResponse
 * @param validity absent when it must not be kept: errors, and answers to a nonce
 */
public record OcspReply(Octets der, Optional<Validity> validity) {
  /**
   * When the answer was produced, and until when it holds.
   *
   * @param digest of the answer, printable; another answer has another
   */
  public record Validity(Instant producedAt, Instant nextUpdate, String digest) {}
}
