package dev.sealwright.engine.csr;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.ForeignSignature;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certification requests that callers send (RFC 2986).
 *
 * <p>Whatever is wrong is MALFORMED_CSR. Size, encoding and key are judged before the signature, so
 * that a hostile request costs no more than an honest one.
 */
public final class CsrReader {
  public static final int MAX_BYTES = 32_768;

  private static final Set<String> LABELS =
      Set.of(Pem.CERTIFICATE_REQUEST, "NEW CERTIFICATE REQUEST");

  private CsrReader() {}

  /** The one request in the PEM text, with its proof of possession verified. */
  public static CertificationRequest read(byte[] pem) {
    return read(pem, Arithmetic.best());
  }

  /** As above, with the proof verified by the code that is named. */
  public static CertificationRequest read(byte[] pem, Arithmetic arithmetic) {
    if (pem.length > MAX_BYTES) {
      throw malformed("it has more than " + MAX_BYTES + " bytes");
    }
    byte[] der = Pem.decode(pem, LABELS, 1, Failure.MALFORMED_CSR).getFirst().toArray();
    try {
      var whole = org.bouncycastle.asn1.pkcs.CertificationRequest.getInstance(Der.read(der));
      CertificationRequest request = content(whole.getCertificationRequestInfo());
      requirePossession(request.publicKey(), whole, arithmetic);
      return request;
    } catch (CaException e) {
      // From x509 too, which does not know what it is reading.
      throw new CaException(Failure.MALFORMED_CSR, text(e), e);
    } catch (DerException e) {
      throw malformed(text(e), e);
    } catch (IOException | RuntimeException e) {
      // Hostile bytes: the parser may answer them with any unchecked exception.
      throw malformed("its structure is not that of a certification request", e);
    }
  }

  private static CertificationRequest content(CertificationRequestInfo info) throws IOException {
    if (info.getVersion().getValue().signum() != 0) {
      throw malformed("its version is not 0");
    }
    var request =
        new CertificationRequest(
            new Name(encoded(info.getSubject())),
            new SubjectPublicKey(encoded(info.getSubjectPublicKeyInfo())),
            extensions(info));
    SubjectRules.check(request);
    return request;
  }

  /** Other attributes, a challenge password among them, are of no interest. */
  private static List<Extension> extensions(CertificationRequestInfo info) throws IOException {
    if (info.getAttributes() == null) {
      return List.of();
    }
    @Nullable Attribute found = null;
    for (var item : info.getAttributes()) {
      Attribute attribute = Attribute.getInstance(item);
      if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
        if (found != null) {
          throw malformed("it has more than one extensionRequest attribute");
        }
        found = attribute;
      }
    }
    if (found == null) {
      return List.of();
    }
    // RFC 2985 5.4.2: single valued.
    if (found.getAttrValues().size() != 1) {
      throw malformed("its extensionRequest attribute does not have exactly one value");
    }
    return Extensions.decode(
        Octets.copyOf(found.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded("DER")));
  }

  private static void requirePossession(
      SubjectPublicKey key,
      org.bouncycastle.asn1.pkcs.CertificationRequest whole,
      Arithmetic arithmetic)
      throws IOException {
    var signature =
        new ForeignSignature(
            encoded(whole.getSignatureAlgorithm()),
            encoded(whole.getCertificationRequestInfo()),
            Octets.copyOf(whole.getSignature().getOctets()));
    if (!signature.verifies(key, Failure.MALFORMED_CSR, arithmetic)) {
      throw malformed("its signature was not made with the key it asks for");
    }
  }

  /** The whole is its own DER form, so each part encodes to the very bytes it was read from. */
  private static Octets encoded(ASN1Object part) throws IOException {
    return Octets.copyOf(part.getEncoded("DER"));
  }

  private static String text(Exception e) {
    String message = e.getMessage();
    return message == null ? "unknown structure" : message;
  }

  static CaException malformed(String trouble) {
    return new CaException(Failure.MALFORMED_CSR, "the CSR is refused: " + trouble);
  }

  static CaException malformed(String trouble, Exception cause) {
    return new CaException(Failure.MALFORMED_CSR, "the CSR is refused: " + trouble, cause);
  }
}
