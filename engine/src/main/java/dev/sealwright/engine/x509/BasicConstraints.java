package dev.sealwright.engine.x509;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;

/**
 * The content of the basic constraints extension (RFC 5280 4.2.1.9).
 *
 * @param pathLength not negative; absent when unlimited, and for a certificate that is no CA
 */
public record BasicConstraints(boolean ca, @Nullable Integer pathLength) {
  public BasicConstraints {
    if (pathLength != null && (!ca || pathLength < 0)) {
      throw new IllegalArgumentException("the path length has no meaning here");
    }
  }

  /** DER; CA:FALSE is an empty sequence, being the default. */
  public Octets encode() {
    if (!ca) {
      return Octets.copyOf(Der.sequence());
    }
    return Octets.copyOf(
        pathLength == null
            ? Der.sequence(Der.yes())
            : Der.sequence(Der.yes(), Der.integer(BigInteger.valueOf(pathLength))));
  }

  /** Reads the DER of the extension's value; IllegalArgumentException when it is something else. */
  public static BasicConstraints decode(Octets der) {
    var read =
        org.bouncycastle.asn1.x509.BasicConstraints.getInstance(
            ASN1Sequence.getInstance(der.toArray()));
    BigInteger length = read.getPathLenConstraint();
    if (length != null && length.bitLength() > 31) {
      throw new DerException("the path length is out of range");
    }
    return new BasicConstraints(read.isCA(), length == null ? null : length.intValue());
  }
}
