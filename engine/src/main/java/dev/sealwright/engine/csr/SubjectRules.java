package dev.sealwright.engine.csr;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** What a request must say about its subject; beyond this, names are copied without judgement. */
final class SubjectRules {
  /** RFC 5280 appendix A.1, ub-common-name, in characters. */
  private static final int MAX_COMMON_NAME = 64;

  /** RFC 1035 2.3.4 as text. */
  private static final int MAX_DNS_NAME = 253;

  private SubjectRules() {}

  static void check(CertificationRequest request) {
    var alternative = request.extension(Extension.SUBJECT_ALTERNATIVE_NAME);
    byte[] subject = request.subject().der().toArray();
    checkCommonNames(subject);
    checkReadable(subject);
    alternative.ifPresent(extension -> checkAlternativeNames(extension.value().toArray()));
  }

  private static void checkCommonNames(byte[] subject) {
    for (RDN rdn : X500Name.getInstance(subject).getRDNs()) {
      if (rdn.size() == 0) {
        // RFC 5280 4.1.2.4: SET SIZE (1..MAX). It would pass for a subject and name nobody.
        throw CsrReader.malformed("its subject has an RDN with nothing in it");
      }
      for (var attribute : rdn.getTypesAndValues()) {
        if (!attribute.getType().equals(BCStyle.CN)) {
          continue;
        }
        if (!(attribute.getValue() instanceof ASN1String string)) {
          throw CsrReader.malformed("its common name is not a string");
        }
        String text = string.getString();
        if (text.codePointCount(0, text.length()) > MAX_COMMON_NAME) {
          throw CsrReader.malformed(
              "its common name has more than " + MAX_COMMON_NAME + " characters");
        }
      }
    }
  }

  /** Records and reports print the name with the JDK, which refuses a few odd ones. */
  private static void checkReadable(byte[] subject) {
    try {
      new X500Principal(subject).getName();
    } catch (IllegalArgumentException e) {
      throw new CaException(
          Failure.MALFORMED_CSR, "the CSR is refused: its subject is not readable", e);
    }
  }

  private static void checkAlternativeNames(byte[] value) {
    GeneralName[] names;
    try {
      Der.requireStrict(value);
      names = GeneralNames.getInstance(value).getNames();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CaException(
          Failure.MALFORMED_CSR,
          "the CSR is refused: its subject alternative name is malformed",
          e);
    }
    if (names.length == 0) {
      throw CsrReader.malformed("its subject alternative name has no name in it");
    }
    for (GeneralName name : names) {
      if (name.getTagNo() == GeneralName.dNSName
          && name.getName() instanceof ASN1String string
          && string.getString().length() > MAX_DNS_NAME) {
        throw CsrReader.malformed("a DNS name in it has more than " + MAX_DNS_NAME + " characters");
      }
    }
  }
}
