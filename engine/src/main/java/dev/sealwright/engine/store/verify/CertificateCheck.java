package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Judges what is on record of one certificate. Threads: any. */
final class CertificateCheck {
  /** Of a reservation before its signature only the TBS is read; the signature stands for none. */
  private static final Octets NO_SIGNATURE = Octets.copyOf(new byte[] {0});

  private final Findings findings;
  private final Instant now;
  private final Duration patience;

  /**
   * @param patience how long a reservation may be open
   */
  CertificateCheck(Findings findings, Instant now, Duration patience) {
    this.findings = findings;
    this.now = now;
    this.patience = patience;
  }

  void check(CertificateRecord row, AuthorityFacts authority) {
    count(row, authority);
    Octets tbs = row.tbs();
    if (tbs == null) {
      wrong(row, authority, "what was to be signed is not on record");
      return;
    }
    SignatureAlgorithm algorithm;
    try {
      algorithm = SignatureAlgorithm.valueOf(row.algorithm());
    } catch (IllegalArgumentException e) {
      wrong(row, authority, "its algorithm is unknown");
      return;
    }
    if (row.signature() != null) {
      Octets whole = Signed.assemble(tbs, algorithm, row.signature());
      readByBoth(row, authority, tbs, whole);
      verify(row, authority, tbs, algorithm, row.signature());
    } else if (row.open()) {
      readByBoth(row, authority, tbs, Signed.assemble(tbs, algorithm, NO_SIGNATURE));
    }
  }

  private void count(CertificateRecord row, AuthorityFacts authority) {
    boolean sealed = row.signature() != null;
    if (sealed) {
      findings.sealed.increment();
    }
    if (row.closed()) {
      findings.closed.increment();
    }
    int states = (sealed ? 1 : 0) + (row.closed() ? 1 : 0) + (row.open() ? 1 : 0);
    if (states == 0) {
      wrong(row, authority, "its reservation was forgotten: not sealed, not closed, not open");
    } else if (states > 1) {
      wrong(
          row,
          authority,
          "it is several at once of sealed (%s), closed (%s) and open (%s)"
              .formatted(sealed, row.closed(), row.open()));
    } else if (row.open()) {
      Duration age = Duration.between(Instant.ofEpochMilli(row.issuedAt()), now);
      if (age.compareTo(patience) > 0) {
        wrong(row, authority, "its reservation has been open for " + age.toMinutes() + " minutes");
      } else {
        findings.open.increment();
      }
    }
  }

  private void readByBoth(
      CertificateRecord row, AuthorityFacts authority, Octets tbs, Octets whole) {
    try {
      agree(row, authority, tbs, read(whole));
    } catch (CertificateException | RuntimeException e) {
      // Damaged bytes: the parser may answer them with any unchecked exception.
      wrong(row, authority, "the JDK does not read it as a certificate");
    }
    try {
      CertificateView.read(whole);
    } catch (CaException e) {
      wrong(row, authority, "it is no DER of a certificate");
    }
  }

  private void agree(
      CertificateRecord row, AuthorityFacts authority, Octets tbs, X509Certificate certificate)
      throws CertificateException {
    if (!Arrays.equals(certificate.getTBSCertificate(), tbs.toArray())) {
      wrong(row, authority, "what it says is not what was reserved");
    }
    if (!certificate.getSerialNumber().equals(new BigInteger(1, row.serial().toArray()))) {
      wrong(
          row, authority, "it says another serial: " + certificate.getSerialNumber().toString(16));
    }
    if (!certificate.getIssuerX500Principal().equals(authority.subject())) {
      wrong(row, authority, "its issuer is not the CA");
    }
    if (certificate.getNotBefore().toInstant().getEpochSecond() != row.notBefore()
        || certificate.getNotAfter().toInstant().getEpochSecond() != row.notAfter()) {
      wrong(row, authority, "it says another validity than its row");
    }
  }

  private void verify(
      CertificateRecord row,
      AuthorityFacts authority,
      Octets tbs,
      SignatureAlgorithm algorithm,
      Octets signature) {
    SubjectPublicKey key = authority.key();
    boolean verifies;
    try {
      verifies =
          key != null
              && algorithm.verifies(key, tbs.toArray(), signature.toArray(), Arithmetic.best());
    } catch (CaException e) {
      verifies = false; // a key of another kind
    }
    if (!verifies) {
      wrong(row, authority, "its signature does not verify under the key of the CA");
    }
  }

  /** By the JDK's own reader, which shares nothing with the engine's. */
  static X509Certificate read(Octets der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  private void wrong(CertificateRecord row, AuthorityFacts authority, String what) {
    findings.add(authority.id(), row.hex(), what);
  }
}
