package dev.sealwright.engine.x509;

import java.util.List;

/** The content of the CRL distribution points extension (RFC 5280 4.2.1.13). */
public final class CrlDistributionPoints {
  private CrlDistributionPoints() {}

  /** DER of one point with one full name. */
  public static Octets at(String uri) {
    byte[] names = GeneralName.encode(List.of(GeneralName.uri(uri))).toArray();
    // fullName is [0] IMPLICIT GeneralNames, distributionPoint [0] around the CHOICE.
    names[0] = (byte) 0xa0;
    return Octets.copyOf(Der.sequence(Der.sequence(Der.tagged(0, names))));
  }
}
