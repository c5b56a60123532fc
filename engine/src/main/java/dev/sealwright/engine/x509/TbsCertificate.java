package dev.sealwright.engine.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** The part of a certificate that is signed (RFC 5280 4.1.2). */
public final class TbsCertificate {
  /** v3 is the number 2, in an explicit tag 0. */
  private static final byte[] VERSION_3 = {(byte) 0xa0, 3, Der.INTEGER, 1, 2};

  private TbsCertificate() {}

  /**
   * DER of a version 3 TBSCertificate.
   *
   * <p>Names and key appear byte for byte as they are given; the field of extensions is left out
   * when there are none.
   */
  public static Octets encode(
      Serial serial,
      SignatureAlgorithm algorithm,
      Name issuer,
      Validity validity,
      Name subject,
      SubjectPublicKey key,
      List<Extension> extensions) {
    return Octets.copyOf(
        Der.sequence(
            VERSION_3,
            Der.integer(serial.toInteger()),
            algorithm.identifier().toArray(),
            issuer.der().toArray(),
            Der.sequence(DerTime.of(validity.notBefore()), DerTime.of(validity.notAfter())),
            subject.der().toArray(),
            key.info().toArray(),
            extensions.isEmpty()
                ? new byte[0]
                : Der.tagged(3, Extensions.encode(extensions).toArray())));
  }

  /** The subject in the bytes of a TBS certificate that this engine wrote. */
  public static Name subject(Octets tbs) {
    try {
      return new Name(
          Octets.copyOf(TBSCertificate.getInstance(tbs.toArray()).getSubject().getEncoded("DER")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
