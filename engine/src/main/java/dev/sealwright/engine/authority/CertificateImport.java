package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that was brought for an authority and found to be good for it.
 *
 * @param installed its path length is the smallest that it and the chain above it allow
 */
public record CertificateImport(CaCertificate certificate, InstalledCertificate installed) {
  public static final int MAX_CERTIFICATE_BYTES = 32_768;
  public static final int MAX_CHAIN_BYTES = 2 * 1024 * 1024;

  /** A hierarchy has at most five levels, root and certificate included. */
  private static final int MAX_CHAIN = 4;

  private static final Set<String> LABELS = Set.of(Pem.CERTIFICATE);

  /**
   * Judges a certificate and the chain above it for an authority whose key is made.
   *
   * <p>Costs at most six signature verifications, none before the keys, names and sizes fit.
   *
   * @param certificatePem one PEM certificate
   * @param chainPem its issuers, nearest first, root last; absent or empty for a root authority
   * @throws CaException CERTIFICATE_MISMATCH, MALFORMED_CERTIFICATE or INVALID_REQUEST; for excess
   *     size INVALID_VALUE
   */
  public static CertificateImport check(
      Authority authority, byte[] certificatePem, byte @Nullable [] chainPem, Instant now) {
    requireSize("certificate", certificatePem, MAX_CERTIFICATE_BYTES);
    CertificateView certificate =
        CertificateView.read(
            Pem.decode(certificatePem, LABELS, 1, Failure.MALFORMED_CERTIFICATE).getFirst());
    List<CertificateView> chain = chain(chainPem);
    requireForAuthority(authority, certificate);
    if (!certificate.validity().notAfter().isAfter(now)) {
      throw malformed("the certificate has expired");
    }
    switch (authority.settings().type()) {
      case ROOT -> requireRoot(certificate, chain);
      case SUBORDINATE -> requireSubordinate(certificate, chain);
    }
    CertificateRules.requireAuthority(certificate, "the certificate");
    for (CertificateView issuer : chain) {
      CertificateRules.requireAuthority(issuer, "a certificate of the chain");
    }
    Integer pathLength = PathLength.effective(certificate, chain);
    requirePath(certificate, chain);
    requireNames(certificate, chain);
    KeyIdentifier own = certificate.keyIdentifier();
    return new CertificateImport(
        new CaCertificate(certificate.der(), chain.stream().map(CertificateView::der).toList()),
        new InstalledCertificate(
            certificate.serial(),
            certificate.subject(),
            certificate.validity(),
            own == null ? certificate.publicKey().identifier() : own,
            pathLength));
  }

  /** Those of the certificate itself too must be such that names can be held against them later. */
  private static void requireNames(CertificateView certificate, List<CertificateView> chain) {
    List<CertificateView> path = new ArrayList<>(chain);
    path.add(certificate);
    PathConstraints.of(path);
    PathConstraints.require(certificate, chain);
  }

  private static List<CertificateView> chain(byte @Nullable [] pem) {
    if (pem == null || pem.length == 0) {
      return List.of();
    }
    requireSize("certificate chain", pem, MAX_CHAIN_BYTES);
    List<Octets> blocks = Pem.decode(pem, LABELS, MAX_CHAIN, Failure.MALFORMED_CERTIFICATE);
    return blocks.stream().map(CertificateView::read).toList();
  }

  private static void requireForAuthority(Authority authority, CertificateView certificate) {
    if (!certificate.publicKey().equals(authority.signingKey().publicKey())) {
      throw mismatch("the certificate is for another key than that of the certificate authority");
    }
    // Compared as names, not as bytes (RFC 5280 7.1): an issuer may have chosen other string types.
    if (!principal(certificate.subject().der())
        .equals(principal(authority.settings().subject().der()))) {
      throw mismatch("the certificate has another subject than the certificate authority");
    }
  }

  private static X500Principal principal(Octets name) {
    try {
      return new X500Principal(name.toArray());
    } catch (IllegalArgumentException e) {
      throw new CaException(
          Failure.MALFORMED_CERTIFICATE, "the subject of the certificate is not readable", e);
    }
  }

  private static void requireRoot(CertificateView certificate, List<CertificateView> chain) {
    if (!chain.isEmpty()) {
      throw request("a root certificate authority has no certificate chain");
    }
    if (!certificate.issuer().equals(certificate.subject())) {
      throw request("the certificate of a root certificate authority is self-signed");
    }
    if (!certificate.selfSigned()) {
      throw malformed("the signature of the certificate does not verify");
    }
  }

  private static void requireSubordinate(CertificateView certificate, List<CertificateView> chain) {
    if (chain.isEmpty()) {
      throw request("a subordinate certificate authority needs a certificate chain");
    }
    if (certificate.selfSigned()) {
      throw request("the certificate of a subordinate certificate authority is not self-signed");
    }
    if (chain.stream().map(CertificateView::der).anyMatch(certificate.der()::equals)) {
      throw malformed("the certificate chain contains the certificate itself");
    }
    if (chain.stream().map(CertificateView::der).distinct().count() < chain.size()) {
      throw malformed("the certificate chain contains a certificate twice");
    }
  }

  /** Each is signed by the next, the last by itself. */
  private static void requirePath(CertificateView certificate, List<CertificateView> chain) {
    if (chain.isEmpty()) {
      return;
    }
    if (certificate.validity().notAfter().isAfter(chain.getFirst().validity().notAfter())) {
      throw mismatch("the certificate is valid for longer than that of its issuer");
    }
    CertificateView child = certificate;
    for (CertificateView issuer : chain) {
      if (!child.issuer().equals(issuer.subject())) {
        throw mismatch("the certificate chain is not in order: an issuer does not follow");
      }
      child = issuer;
    }
    if (!child.issuer().equals(child.subject())) {
      throw mismatch("the certificate chain does not end with a self-signed root");
    }
    child = certificate;
    for (CertificateView issuer : chain) {
      requireSigned(child, issuer);
      child = issuer;
    }
    requireSigned(child, child);
  }

  private static void requireSigned(CertificateView child, CertificateView issuer) {
    if (!child.signedBy(issuer.publicKey())) {
      throw mismatch("a signature in the certificate chain does not verify");
    }
  }

  private static void requireSize(String what, byte[] bytes, int limit) {
    if (bytes.length > limit) {
      throw new CaException(
          Failure.INVALID_VALUE, "the " + what + " has more than " + limit + " bytes");
    }
  }

  private static CaException malformed(String message) {
    return new CaException(Failure.MALFORMED_CERTIFICATE, message);
  }

  private static CaException mismatch(String message) {
    return new CaException(Failure.CERTIFICATE_MISMATCH, message);
  }

  private static CaException request(String message) {
    return new CaException(Failure.INVALID_REQUEST, message);
  }
}
