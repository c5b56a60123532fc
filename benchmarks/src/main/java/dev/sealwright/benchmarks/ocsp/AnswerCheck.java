package dev.sealwright.benchmarks.ocsp;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.Extension;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;

/**
 * Judges answers as a relying party does, by the revocation checker of the JDK: signature, right of
 * the signer, times, certificate, nonce.
 *
 * <p>Threads: one.
 */
final class AnswerCheck {
  private final X509Certificate root;

  AnswerCheck(X509Certificate root) {
    this.root = root;
  }

  /**
   * What is wrong with an answer; absent when nothing is.
   *
   * @param nonce that was sent; empty when there was none
   */
  Optional<String> wrong(X509Certificate certificate, boolean revoked, byte[] nonce, byte[] answer)
      throws GeneralSecurityException, IOException {
    // The JDK lets an answer without a nonce pass for one with it.
    if (nonce.length > 0 && !holds(answer, nonce)) {
      return Optional.of("the nonce is not in the answer");
    }
    var validator = CertPathValidator.getInstance("PKIX");
    var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        Set.of(
            PKIXRevocationChecker.Option.ONLY_END_ENTITY,
            PKIXRevocationChecker.Option.NO_FALLBACK));
    checker.setOcspResponses(Map.of(certificate, answer));
    if (nonce.length > 0) {
      checker.setOcspExtensions(
          List.of(new NonceExtension(new DEROctetString(nonce).getEncoded())));
    }
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.addCertPathChecker(checker);
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    boolean said = false;
    try {
      validator.validate(path, parameters);
    } catch (CertPathValidatorException e) {
      if (e.getReason() != BasicReason.REVOKED) {
        return Optional.of(e.toString());
      }
      said = true;
    }
    return said == revoked
        ? Optional.empty()
        : Optional.of(said ? "it says revoked" : "it says good");
  }

  private static boolean holds(byte[] answer, byte[] nonce) {
    for (int at = 0; at + nonce.length <= answer.length; at++) {
      if (Arrays.mismatch(answer, at, at + nonce.length, nonce, 0, nonce.length) < 0) {
        return true;
      }
    }
    return false;
  }

  /** As it was sent (RFC 9654). */
  private static final class NonceExtension implements Extension {
    private final byte[] value;

    private NonceExtension(byte[] value) {
      this.value = value;
    }

    @Override
    public String getId() {
      return OCSPObjectIdentifiers.id_pkix_ocsp_nonce.getId();
    }

    @Override
    public boolean isCritical() {
      return false;
    }

    @Override
    public byte[] getValue() {
      return value.clone();
    }

    @Override
    public void encode(OutputStream out) {
      throw new UnsupportedOperationException("no request is made of it");
    }
  }
}
