package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.CertificateView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many CAs may still follow below a certificate (RFC 5280 4.2.1.9, 6.1.4 l and m). */
final class PathLength {
  private PathLength() {}

  /**
   * The smallest limit that the certificate and all above it leave for CAs below it; absent when
   * there is none. CERTIFICATE_MISMATCH when the path itself is too long already.
   *
   * @param chain its issuers, nearest first
   */
  static @Nullable Integer effective(CertificateView certificate, List<CertificateView> chain) {
    Integer smallest = own(certificate);
    int between = counted(certificate);
    for (CertificateView issuer : chain) {
      Integer limit = own(issuer);
      if (limit != null) {
        if (between > limit) {
          throw new CaException(
              Failure.CERTIFICATE_MISMATCH, "a path length constraint in the chain does not hold");
        }
        int left = limit - between;
        smallest = smallest == null ? left : Integer.valueOf(Math.min(smallest, left));
      }
      between += counted(issuer);
    }
    return smallest;
  }

  private static @Nullable Integer own(CertificateView certificate) {
    BasicConstraints constraints = certificate.basicConstraints();
    return constraints == null ? null : constraints.pathLength();
  }

  /** Self-issued certificates do not count. */
  private static int counted(CertificateView certificate) {
    return certificate.issuer().equals(certificate.subject()) ? 0 : 1;
  }
}
