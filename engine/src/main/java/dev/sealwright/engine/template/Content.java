package dev.sealwright.engine.template;

import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.template.Template.CrlPoint;
import dev.sealwright.engine.template.Template.Kind;
import dev.sealwright.engine.x509.AccessDescription;
import dev.sealwright.engine.x509.CrlDistributionPoints;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.GeneralName;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Subject and extensions of a certificate, brought together from their sources.
 *
 * <p>For each extension the first source that has a value gives it whole: the template, the CA's
 * configuration (which only ever names where to ask about revocation), the call, the CSR. What a
 * later source has for it is dropped without an error, as the published service does.
 *
 * @param extensions in the order they are written
 */
// Used inside the engine only; others look templates up and read their facts.
@SuppressWarnings("exports")
public record Content(Name subject, List<Extension> extensions) {
  public Content {
    extensions = List.copyOf(extensions);
  }

  /**
   * Merges the sources by the rules of the template.
   *
   * @param issuerKey the issuer's key identifier; not used, and may be absent, for {@link
   *     Kind#ROOT_CA}
   */
  public static Content merge(
      Template template,
      CertificationRequest request,
      Passthrough call,
      Pointers pointers,
      @Nullable KeyIdentifier issuerKey) {
    Passthrough used = template.variety().usesCall() ? call : Passthrough.NONE;
    Name given = used.subject();
    Name subject = given == null ? request.subject() : given;
    Map<String, Extension> merged = new LinkedHashMap<>();
    fix(template, request.publicKey().identifier(), issuerKey, merged);
    point(template, pointers, merged);
    for (Extension extension : used.extensions()) {
      if (callMayGive(extension.oid(), template, pointers)) {
        offer(extension, subject, merged);
      }
    }
    for (Extension extension : request.extensions()) {
      if (requestMayGive(extension.oid(), template)) {
        offer(extension, subject, merged);
      }
    }
    return new Content(subject, List.copyOf(merged.values()));
  }

  private static void offer(Extension extension, Name subject, Map<String, Extension> merged) {
    merged.putIfAbsent(
        extension.oid(),
        extension.oid().equals(Extension.SUBJECT_ALTERNATIVE_NAME)
            // RFC 5280 4.2.1.6, whatever its source asks for.
            ? new Extension(extension.oid(), subject.isEmpty(), extension.value())
            : extension);
  }

  private static boolean callMayGive(String oid, Template template, Pointers pointers) {
    if (!oid.equals(Extension.CRL_DISTRIBUTION_POINTS)) {
      return true;
    }
    return switch (template.crlPoint()) {
      case NOBODY -> false;
      case REQUEST -> pointers.crlOmitted();
      case CALL_AND_REQUEST -> true;
    };
  }

  private static boolean requestMayGive(String oid, Template template) {
    if (oid.equals(Extension.SUBJECT_ALTERNATIVE_NAME)) {
      return true;
    }
    return template.variety().copiesRequest()
        && (template.crlPoint() != CrlPoint.NOBODY
            || !oid.equals(Extension.CRL_DISTRIBUTION_POINTS));
  }

  private static void fix(
      Template template,
      KeyIdentifier subjectKey,
      @Nullable KeyIdentifier issuerKey,
      Map<String, Extension> to) {
    put(
        to,
        Extension.BASIC_CONSTRAINTS,
        template.basicConstraints().critical(),
        template.basicConstraints().content().encode());
    switch (template.kind()) {
      case ROOT_CA -> {
        // RFC 5280 4.2.1.1 lets a self-signed certificate go without.
      }
      case END_ENTITY, SUBORDINATE_CA ->
          put(to, Extension.AUTHORITY_KEY_IDENTIFIER, false, authorityKey(issuerKey));
    }
    put(
        to,
        Extension.SUBJECT_KEY_IDENTIFIER,
        false,
        Octets.copyOf(Der.octetString(subjectKey.toArray())));
    if (!template.keyUsage().isEmpty()) {
      put(to, Extension.KEY_USAGE, true, KeyUsage.encode(template.keyUsage()));
    }
    List<KeyPurpose> purposes = template.purposes().purposes();
    if (!purposes.isEmpty()) {
      put(
          to,
          Extension.EXTENDED_KEY_USAGE,
          template.purposes().critical(),
          KeyPurpose.encode(purposes.stream().map(KeyPurpose::oid).toList()));
    }
  }

  /** A root is its own anchor: nobody asks whether it was revoked by itself. */
  private static void point(Template template, Pointers pointers, Map<String, Extension> to) {
    if (template.kind() == Kind.ROOT_CA) {
      return;
    }
    String crl = pointers.crl();
    if (crl != null) {
      put(to, Extension.CRL_DISTRIBUTION_POINTS, false, CrlDistributionPoints.at(crl));
    }
    String ocsp = pointers.ocsp();
    if (ocsp != null) {
      put(
          to,
          Extension.AUTHORITY_INFORMATION_ACCESS,
          false,
          AccessDescription.encode(
              List.of(new AccessDescription(AccessDescription.OCSP, GeneralName.uri(ocsp)))));
    }
  }

  private static Octets authorityKey(@Nullable KeyIdentifier issuerKey) {
    if (issuerKey == null) {
      throw new CaException(Failure.INTERNAL, "the key identifier of the issuer is missing");
    }
    // keyIdentifier is [0] IMPLICIT OCTET STRING.
    return Octets.copyOf(Der.sequence(Der.element(0x80, issuerKey.toArray())));
  }

  private static void put(Map<String, Extension> to, String oid, boolean critical, Octets value) {
    to.put(oid, new Extension(oid, critical, value));
  }
}
