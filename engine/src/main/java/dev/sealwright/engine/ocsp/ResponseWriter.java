package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.Octets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the DER of answers (RFC 6960 4.2.1). Pure. */
final class ResponseWriter {
  private static final byte[] BASIC = Der.objectIdentifier("1.3.6.1.5.5.7.48.1.1");

  /** The part of an answer that is about one certificate. */
  record Single(CertId certificate, State state) {}

  /** The time that an answer is about, in whole seconds. */
  record Span(Instant thisUpdate, Instant nextUpdate) {}

  private ResponseWriter() {}

  /** An answer that is an error: its status alone, without a signature. */
  static Octets error(OcspStatus status) {
    return Octets.copyOf(Der.sequence(code(status)));
  }

  /** DER of the ResponseData, which is what is signed. */
  static Octets data(ResponseKey key, List<Single> singles, Span span, @Nullable Octets nonce) {
    // By key and not by name: short, and a delegate's name says nothing (RFC 6960 4.2.2.3).
    byte[] responder = Der.tagged(2, Der.octetString(key.key().publicKey().identifier().toArray()));
    return Octets.copyOf(
        Der.sequence(
            responder,
            Der.generalizedTime(span.thisUpdate()),
            Der.sequence(
                singles.stream().map(single -> single(single, span)).toArray(byte[][]::new)),
            nonce == null ? new byte[0] : Der.tagged(1, nonce(nonce))));
  }

  private static byte[] single(Single single, Span span) {
    return Der.sequence(
        single.certificate().der().toArray(),
        single.state().encode(),
        Der.generalizedTime(span.thisUpdate()),
        Der.tagged(0, Der.generalizedTime(span.nextUpdate())));
  }

  private static byte[] nonce(Octets nonce) {
    return Extensions.encode(
            List.of(
                new Extension(
                    Extension.OCSP_NONCE, false, Octets.copyOf(Der.octetString(nonce.toArray())))))
        .toArray();
  }

  /** DER of the whole, with the signed data in it byte for byte. */
  static Octets response(ResponseKey key, Octets data, Octets signature) {
    ResponseKey.Delegate delegate = key.delegate();
    byte[] basic =
        Der.sequence(
            data.toArray(),
            key.algorithm().identifier().toArray(),
            Der.bitString(signature),
            delegate == null
                ? new byte[0]
                : Der.tagged(0, Der.sequence(delegate.certificate().toArray())));
    return Octets.copyOf(
        Der.sequence(
            code(OcspStatus.SUCCESSFUL),
            Der.tagged(0, Der.sequence(BASIC, Der.octetString(basic)))));
  }

  private static byte[] code(OcspStatus status) {
    return Der.element(Der.ENUMERATED, new byte[] {(byte) status.code()});
  }
}
