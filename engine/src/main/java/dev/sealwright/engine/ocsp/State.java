package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.RevocationReason;
import java.time.Instant;

/** What an answer says of one certificate (RFC 6960 4.2.1, CertStatus). */
sealed interface State {
  /** On record with its signature, and not revoked; its own validity is for the reader to judge. */
  record Good() implements State {}

  record Revoked(Instant at, RevocationReason reason) implements State {}

  /** Never issued here, or not signed, or by an issuer that the answer does not speak for. */
  record Unknown() implements State {}

  /** DER of the CertStatus. */
  default byte[] encode() {
    return switch (this) {
      case Good() -> Der.element(0x80);
      case Revoked(Instant at, RevocationReason reason) -> {
        byte[] time = Der.generalizedTime(at);
        // As in a CRL (RFC 5280 5.3.1), a reason that says nothing is left out.
        yield reason == RevocationReason.UNSPECIFIED
            ? Der.tagged(1, time)
            : Der.tagged(
                1,
                time,
                Der.tagged(0, Der.element(Der.ENUMERATED, new byte[] {(byte) reason.code()})));
      }
      case Unknown() -> Der.element(0x82);
    };
  }
}
