package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.CertificateNames;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.NameConstraints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name constraints that a CA's certificate and all above it lay on the certificates it issues
 * (RFC 5280 6.1.4 g). Being held against each in turn comes to the same as the intersection of what
 * they permit and the union of what they exclude.
 */
public record PathConstraints(List<NameConstraints> constraints) {
  public PathConstraints {
    constraints = List.copyOf(constraints);
  }

  /**
   * The constraints of a path; MALFORMED_CERTIFICATE when one is not to be understood.
   *
   * @param path of CA certificates in any order
   */
  public static PathConstraints of(List<CertificateView> path) {
    List<NameConstraints> found = new ArrayList<>();
    int subtrees = 0;
    for (CertificateView certificate : path) {
      Optional<Extension> extension = certificate.extension(Extension.NAME_CONSTRAINTS);
      if (extension.isPresent()) {
        NameConstraints constraints = decode(extension.get());
        subtrees += constraints.size();
        found.add(constraints);
      }
    }
    if (subtrees > NameConstraints.MAX_SUBTREES) {
      throw malformed(
          "there are more than " + NameConstraints.MAX_SUBTREES + " subtrees in the path", null);
    }
    return new PathConstraints(found);
  }

  /**
   * Holds the names of every certificate of a path against the constraints above it;
   * CERTIFICATE_MISMATCH when one violates them.
   *
   * @param chain the issuers of the certificate, nearest first
   */
  static void require(CertificateView certificate, List<CertificateView> chain) {
    PathConstraints above = new PathConstraints(List.of());
    for (CertificateView issuer : chain.reversed()) {
      // RFC 5280 6.1.3: a self-issued certificate is let through unless it is the last one.
      if (!issuer.issuer().equals(issuer.subject())) {
        above.require(issuer);
      }
      List<NameConstraints> more = new ArrayList<>(above.constraints);
      more.addAll(of(List.of(issuer)).constraints);
      above = new PathConstraints(more);
    }
    above.require(certificate);
  }

  /** What is wrong with the names of a certificate issued below, in words for the record. */
  public Optional<String> violation(CertificateNames names) {
    return constraints.stream()
        .flatMap(constraint -> constraint.violation(names).stream())
        .findFirst();
  }

  public boolean isEmpty() {
    return constraints.isEmpty();
  }

  private void require(CertificateView certificate) {
    if (isEmpty()) {
      return;
    }
    violation(names(certificate))
        .ifPresent(trouble -> {
          throw new CaException(
              Failure.CERTIFICATE_MISMATCH, "the names in the chain do not hold: " + trouble);
        });
  }

  private static CertificateNames names(CertificateView certificate) {
    try {
      return CertificateNames.of(
          certificate.subject(),
          certificate
              .extension(Extension.SUBJECT_ALTERNATIVE_NAME)
              .map(Extension::value)
              .orElse(null));
    } catch (RuntimeException e) {
      // Hostile bytes: the parser may answer them with any unchecked exception.
      throw malformed("the names of a certificate cannot be read", e);
    }
  }

  private static NameConstraints decode(Extension extension) {
    try {
      return NameConstraints.decode(extension.value());
    } catch (DerException e) {
      throw malformed("name constraints cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw malformed("name constraints cannot be read", e);
    }
  }

  private static CaException malformed(String message, @Nullable Exception cause) {
    return new CaException(Failure.MALFORMED_CERTIFICATE, message, cause);
  }
}
