package dev.sealwright.engine.x509;

import java.util.List;

/** Where a list is to be had, as certificates (RFC 5280 4.2.1.13) and lists say it. */
public final class CrlDistributionPoints {
  private CrlDistributionPoints() {}

  /** DER of one point with one full name. */
  public static Octets at(String uri) {
    return Octets.copyOf(Der.sequence(Der.sequence(name(uri))));
  }

  /** DER of the issuing distribution point of a list, with that name (RFC 5280 5.2.5). */
  public static Octets issuing(String uri) {
    return Octets.copyOf(Der.sequence(name(uri)));
  }

  private static byte[] name(String uri) {
    byte[] names = GeneralName.encode(List.of(GeneralName.uri(uri))).toArray();
    // fullName is [0] IMPLICIT GeneralNames, distributionPoint [0] around the CHOICE.
    names[0] = (byte) 0xa0;
    return Der.tagged(0, names);
  }
}
