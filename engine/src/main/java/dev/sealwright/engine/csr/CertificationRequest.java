package dev.sealwright.engine.csr;

import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What a requester asks for, after proof of possession was verified.
 *
 * @param subject may be empty; whether the certificate names anybody is judged once all sources are
 *     brought together
 * @param extensions those of the extensionRequest attribute, each at most once
 */
public record CertificationRequest(
    Name subject, SubjectPublicKey publicKey, List<Extension> extensions) {
  public CertificationRequest {
    extensions = List.copyOf(extensions);
  }

  public Optional<Extension> extension(String oid) {
    return extensions.stream().filter(extension -> extension.oid().equals(oid)).findFirst();
  }
}
