package dev.sealwright.api;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** The name of this machine's loopback address that a server certificate knows. */
final class LocalName {
  static final String ADDRESS = "127.0.0.1";
  private static final String NAME = "localhost";

  private LocalName() {}

  /** The address, unless only the name is in the certificate's subjectAltName. */
  static String of(X509Certificate certificate) {
    return !isIn(certificate, ADDRESS) && isIn(certificate, NAME) ? NAME : ADDRESS;
  }

  /** Whether either is in it, so that a client of this machine may be content. */
  static boolean isKnown(X509Certificate certificate) {
    return isIn(certificate, ADDRESS) || isIn(certificate, NAME);
  }

  private static boolean isIn(X509Certificate certificate, String name) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(entry -> name.equals(entry.get(1)));
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
