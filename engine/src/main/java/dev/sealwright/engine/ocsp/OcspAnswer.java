package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.Octets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a request, ready to be sent as {@code application/ocsp-response}.
 *
 * @param response DER of the OCSPResponse
 * @param caching what caches between may do with it; absent when they must not keep it
 */
public record OcspAnswer(OcspStatus status, Octets response, @Nullable Caching caching) {

  /**
   * For the headers of HTTP (RFC 5019 6.2). There is some when the answer is the same for everybody
   * who asks the same: one certificate, known here, and no nonce.
   *
   * @param thisUpdate whole seconds; the answer is right at this time
   * @param nextUpdate whole seconds; from then on it is too old
   * @param digest SHA-256 of the response in hexadecimal, for an ETag
   */
  public record Caching(Instant thisUpdate, Instant nextUpdate, String digest) {}
}
