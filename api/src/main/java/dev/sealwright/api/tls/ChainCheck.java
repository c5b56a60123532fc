package dev.sealwright.api.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;

/**
 * Whether clients can do with a chain, as far as it can be known here. Certificates count from 1.
 */
final class ChainCheck {
  /** CA/Browser Forum Baseline Requirements 6.1.5, and what JDK clients insist on. */
  private static final int LEAST_RSA_BITS = 2048;

  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final List<X509Certificate> chain;
  private final Path file;

  ChainCheck(List<X509Certificate> chain, Path file) {
    this.chain = chain;
    this.file = file;
  }

  /** The key is that of the first certificate, and strong enough. */
  void key(TlsIdentity identity, Path keyFile) throws TlsFileException {
    for (int i = 0; i < chain.size(); i++) {
      PublicKey key = chain.get(i).getPublicKey();
      if (!identity.hasKeyOf(key)) {
        continue;
      }
      if (i > 0) {
        throw new TlsFileException(
            file,
            "the chain is out of order: the key is that of certificate "
                + (i + 1)
                + ", and the server's own must come first");
      }
      if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
        throw new TlsFileException(file, "the RSA key has fewer than " + LEAST_RSA_BITS + " bits");
      }
      return;
    }
    throw new TlsFileException(keyFile, "the key does not match the certificate in " + file);
  }

  /** Each certificate is followed by its issuer's. */
  void order() throws TlsFileException {
    for (int i = 0; i + 1 < chain.size(); i++) {
      X509Certificate issuer = chain.get(i + 1);
      if (!isIssuedBy(chain.get(i), issuer)) {
        throw new TlsFileException(
            file,
            "the chain is out of order: certificate "
                + (i + 2)
                + " is not the issuer of certificate "
                + (i + 1));
      }
    }
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** All are valid at that moment: clients refuse the whole for one that is not. */
  void validity(Instant now) throws TlsFileException {
    for (int i = 0; i < chain.size(); i++) {
      Instant begin = chain.get(i).getNotBefore().toInstant();
      Instant end = chain.get(i).getNotAfter().toInstant();
      String which = "certificate " + (i + 1) + " of " + chain.size();
      if (now.isAfter(end)) {
        throw new TlsFileException(file, which + " is expired since " + end);
      }
      if (now.isBefore(begin)) {
        throw new TlsFileException(file, which + " is not valid before " + begin);
      }
    }
  }

  /** RFC 5280 4.2.1.12. */
  void purpose() throws TlsFileException {
    try {
      List<String> purposes = chain.getFirst().getExtendedKeyUsage();
      if (purposes != null
          && !purposes.contains(SERVER_AUTHENTICATION)
          && !purposes.contains(ANY_PURPOSE)) {
        throw new TlsFileException(file, "the certificate is not for TLS servers");
      }
    } catch (CertificateParsingException e) {
      throw new TlsFileException(file, "what the certificate is for cannot be read");
    }
  }
}
