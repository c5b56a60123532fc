package dev.sealwright.engine.template;

import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of templates: the extensions that it fixes.
 *
 * @param name with its version, such as {@code EndEntityCertificate/V1}
 * @param basicConstraints how they are encoded; critical or not
 * @param keyUsage critical; left out when empty
 * @param extendedKeyUsage left out when it lists none
 */
public record Template(
    String name,
    Kind kind,
    Constraints basicConstraints,
    Set<KeyUsage> keyUsage,
    ExtendedKeyUsage extendedKeyUsage) {

  /** What a certificate made from a template may do. */
  public enum Kind {
    END_ENTITY,
    /** Signed by the CA's own key, for that key. */
    ROOT_CA,
    SUBORDINATE_CA
  }

  /** The fixed basic constraints. */
  public record Constraints(boolean critical, BasicConstraints content) {}

  /** The fixed extended key usage, in dotted decimal. */
  public record ExtendedKeyUsage(boolean critical, List<String> purposes) {
    public ExtendedKeyUsage {
      purposes = List.copyOf(purposes);
    }
  }

  public Template {
    keyUsage = Set.copyOf(keyUsage);
  }

  /** The path length that the template writes; absent for none. */
  public @Nullable Integer pathLength() {
    return basicConstraints.content().pathLength();
  }

  /**
   * The extensions of a certificate for this request, in the order they are written.
   *
   * <p>Of the request's own extensions only the subject alternative name is used.
   *
   * @param issuerKey the issuer's key identifier; not used, and may be absent, for {@link
   *     Kind#ROOT_CA}
   */
  // Called inside the engine only; others look templates up and read their facts.
  @SuppressWarnings("exports")
  public List<Extension> extensions(
      CertificationRequest request, @Nullable KeyIdentifier issuerKey) {
    List<Extension> extensions = new ArrayList<>();
    extensions.add(
        new Extension(
            Extension.BASIC_CONSTRAINTS,
            basicConstraints.critical(),
            basicConstraints.content().encode()));
    switch (kind) {
      case ROOT_CA -> {
        // RFC 5280 4.2.1.1 lets a self-signed certificate go without.
      }
      case END_ENTITY, SUBORDINATE_CA -> extensions.add(authorityKey(issuerKey));
    }
    extensions.add(
        new Extension(
            Extension.SUBJECT_KEY_IDENTIFIER,
            false,
            Octets.copyOf(Der.octetString(request.publicKey().identifier().toArray()))));
    if (!keyUsage.isEmpty()) {
      extensions.add(new Extension(Extension.KEY_USAGE, true, KeyUsage.encode(keyUsage)));
    }
    if (!extendedKeyUsage.purposes().isEmpty()) {
      extensions.add(
          new Extension(
              Extension.EXTENDED_KEY_USAGE,
              extendedKeyUsage.critical(),
              purposes(extendedKeyUsage.purposes())));
    }
    request
        .extension(Extension.SUBJECT_ALTERNATIVE_NAME)
        .map(Extension::value)
        // RFC 5280 4.2.1.6
        .map(names ->
            new Extension(Extension.SUBJECT_ALTERNATIVE_NAME, request.subject().isEmpty(), names))
        .ifPresent(extensions::add);
    return extensions;
  }

  private static Extension authorityKey(@Nullable KeyIdentifier issuerKey) {
    if (issuerKey == null) {
      throw new CaException(Failure.INTERNAL, "the key identifier of the issuer is missing");
    }
    // keyIdentifier is [0] IMPLICIT OCTET STRING.
    byte[] identifier = Der.element(0x80, issuerKey.toArray());
    return new Extension(
        Extension.AUTHORITY_KEY_IDENTIFIER, false, Octets.copyOf(Der.sequence(identifier)));
  }

  private static Octets purposes(List<String> oids) {
    return Octets.copyOf(
        Der.sequence(oids.stream().map(Der::objectIdentifier).toArray(byte[][]::new)));
  }
}
