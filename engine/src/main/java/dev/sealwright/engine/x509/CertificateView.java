package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate that someone brought says about itself; nothing in it is believed yet.
 *
 * @param der the whole certificate, strictly DER
 * @param serial as it stands there, even if negative
 * @param basicConstraints absent when the extension is
 * @param keyIdentifier the SKI, absent when the extension is
 * @param keyUsage absent when the extension is: then every usage is allowed
 */
public record CertificateView(
    Octets der,
    BigInteger serial,
    Name issuer,
    Name subject,
    Validity validity,
    SubjectPublicKey publicKey,
    List<Extension> extensions,
    @Nullable BasicConstraints basicConstraints,
    @Nullable KeyIdentifier keyIdentifier,
    @Nullable Set<KeyUsage> keyUsage,
    ForeignSignature signature) {
  public CertificateView {
    extensions = List.copyOf(extensions);
    keyUsage = keyUsage == null ? null : Set.copyOf(keyUsage);
  }

  /** Reads DER, all of it; MALFORMED_CERTIFICATE when it is not a well-formed certificate. */
  public static CertificateView read(Octets der) {
    try {
      byte[] bytes = der.toArray();
      Der.requireStrict(bytes);
      return view(der, Certificate.getInstance(bytes));
    } catch (CaException | DerException e) {
      throw malformed(e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Hostile bytes: the parser may answer them with any unchecked exception.
      throw malformed("its structure is not that of a certificate", e);
    }
  }

  /** Whether the holder of {@code key} signed it; MALFORMED_CERTIFICATE for unusable algorithms. */
  public boolean signedBy(SubjectPublicKey key) {
    return signature.verifies(key, Failure.MALFORMED_CERTIFICATE);
  }

  /** Whether it names itself as its issuer and its own key signed it. */
  public boolean selfSigned() {
    return issuer.equals(subject) && signedBy(publicKey);
  }

  public Optional<Extension> extension(String oid) {
    return find(extensions, oid);
  }

  private static CertificateView view(Octets der, Certificate whole) throws IOException {
    TBSCertificate tbs = whole.getTBSCertificate();
    if (!tbs.getSignature().equals(whole.getSignatureAlgorithm())) {
      // RFC 5280 4.1.1.2
      throw new DerException("it names two different signature algorithms");
    }
    List<Extension> extensions =
        tbs.getExtensions() == null ? List.of() : Extensions.decode(encoded(tbs.getExtensions()));
    for (Extension extension : extensions) {
      switch (extension.oid()) {
        case Extension.BASIC_CONSTRAINTS, Extension.SUBJECT_KEY_IDENTIFIER, Extension.KEY_USAGE ->
            Der.requireStrict(extension.value().toArray());
        case String _ -> {
          // Carried, not understood.
        }
      }
    }
    return new CertificateView(
        der,
        tbs.getSerialNumber().getValue(),
        new Name(encoded(tbs.getIssuer())),
        new Name(encoded(tbs.getSubject())),
        new Validity(instant(tbs.getStartDate()), instant(tbs.getEndDate())),
        new SubjectPublicKey(encoded(tbs.getSubjectPublicKeyInfo())),
        extensions,
        find(extensions, Extension.BASIC_CONSTRAINTS)
            .map(found -> BasicConstraints.decode(found.value()))
            .orElse(null),
        find(extensions, Extension.SUBJECT_KEY_IDENTIFIER)
            .map(found -> ASN1OctetString.getInstance(found.value().toArray()).getOctets())
            .map(KeyIdentifier::of)
            .orElse(null),
        find(extensions, Extension.KEY_USAGE)
            .map(found -> KeyUsage.decode(found.value()))
            .orElse(null),
        new ForeignSignature(
            encoded(whole.getSignatureAlgorithm()),
            encoded(tbs),
            Octets.copyOf(whole.getSignature().getOctets())));
  }

  private static Optional<Extension> find(List<Extension> extensions, String oid) {
    return extensions.stream().filter(extension -> extension.oid().equals(oid)).findFirst();
  }

  private static Instant instant(Time time) {
    return time.getDate().toInstant();
  }

  /** The whole is its own DER form, so each part encodes to the very bytes it was read from. */
  private static Octets encoded(ASN1Object part) throws IOException {
    return Octets.copyOf(part.getEncoded("DER"));
  }

  private static CaException malformed(@Nullable String trouble, Exception cause) {
    return new CaException(
        Failure.MALFORMED_CERTIFICATE,
        "the certificate cannot be read: " + (trouble == null ? "unknown structure" : trouble),
        cause);
  }
}
