package dev.sealwright.engine.csr;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.math.BigInteger;
import java.util.List;

/** The content of the requests that a CA makes for its own certificate (RFC 2986 4.1). */
public final class CsrWriter {
  /** RFC 2985 5.4.2. */
  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

  private CsrWriter() {}

  /**
   * DER of a CertificationRequestInfo with one extensionRequest attribute, or with no attribute
   * when there are no extensions.
   */
  public static Octets toBeSigned(Name subject, SubjectPublicKey key, List<Extension> extensions) {
    return Octets.copyOf(
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            subject.der().toArray(),
            key.info().toArray(),
            // The set of attributes is there even when it is empty (RFC 2986 4.1).
            extensions.isEmpty() ? Der.tagged(0) : Der.tagged(0, request(extensions))));
  }

  private static byte[] request(List<Extension> extensions) {
    return Der.sequence(
        Der.objectIdentifier(EXTENSION_REQUEST),
        Der.element(Der.SET, Extensions.encode(extensions).toArray()));
  }
}
