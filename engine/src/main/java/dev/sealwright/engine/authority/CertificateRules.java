package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.Extension;
import java.util.Set;

/** What each certificate of an imported path must be by itself, whoever signed it. */
final class CertificateRules {
  /** The extensions that may be critical; an unknown critical one would be a promise not kept. */
  private static final Set<String> MAY_BE_CRITICAL =
      Set.of(
          Extension.BASIC_CONSTRAINTS,
          Extension.AUTHORITY_KEY_IDENTIFIER,
          Extension.EXTENDED_KEY_USAGE,
          Extension.KEY_USAGE,
          Extension.SUBJECT_ALTERNATIVE_NAME,
          Extension.SUBJECT_KEY_IDENTIFIER,
          "2.5.29.32", // certificate policies
          "2.5.29.54", // inhibit anyPolicy
          "2.5.29.18", // issuer alternative name
          "2.5.29.30", // name constraints
          "2.5.29.33", // policy mappings
          "2.5.29.9", // subject directory attributes
          "1.3.6.1.5.5.7.1.11"); // subject information access

  private CertificateRules() {}

  /**
   * Accepts a certificate of a CA; MALFORMED_CERTIFICATE otherwise.
   *
   * @param what the words for it in an error message
   */
  static void requireAuthority(CertificateView certificate, String what) {
    BasicConstraints constraints = certificate.basicConstraints();
    if (constraints == null || !constraints.ca()) {
      throw malformed(what + " has no basic constraints that make it a CA");
    }
    for (Extension extension : certificate.extensions()) {
      if (extension.oid().equals(Extension.BASIC_CONSTRAINTS) && !extension.critical()) {
        throw malformed(what + " has basic constraints that are not critical");
      }
      if (extension.critical() && !MAY_BE_CRITICAL.contains(extension.oid())) {
        throw malformed(
            what + " has the extension " + extension.oid() + ", which may not be critical here");
      }
    }
  }

  private static CaException malformed(String message) {
    return new CaException(Failure.MALFORMED_CERTIFICATE, message);
  }
}
