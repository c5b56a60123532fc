package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided when an authority was created, and never changes.
 *
 * @param signingAlgorithm signs the CSR, later CRLs and OCSP answers; certificates name their own
 * @param subject not empty
 * @param storage what the store of the key has to meet; null when any will do
 * @param annotation the front door's own form of the settings, kept verbatim and not read here
 * @param csrExtensions what the CSR asks for beside basic constraints, each at most once
 */
public record AuthoritySettings(
    AuthorityType type,
    KeySpec keySpec,
    SignatureAlgorithm signingAlgorithm,
    Name subject,
    UsageMode usageMode,
    @Nullable StorageStandard storage,
    String annotation,
    List<Extension> csrExtensions) {
  /** With the largest key and signature the request stays one that an issuer would read. */
  private static final int MAX_REQUEST_BYTES = 12_288;

  public AuthoritySettings {
    csrExtensions = List.copyOf(csrExtensions);
    if (subject.isEmpty()) {
      throw new CaException(Failure.INVALID_ARGUMENT, "the subject needs at least one attribute");
    }
    if (subject.der().length() + size(csrExtensions) > MAX_REQUEST_BYTES) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "subject and CSR extensions have more than " + MAX_REQUEST_BYTES + " bytes together");
    }
    if (!keySpec.signsWith(signingAlgorithm)) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "a key of kind " + keySpec + " cannot sign with " + signingAlgorithm);
    }
  }

  private static int size(List<Extension> extensions) {
    return extensions.isEmpty() ? 0 : Extensions.encode(extensions).length();
  }

  /** Settings of a CA whose CSR asks for basic constraints only. */
  public AuthoritySettings(
      AuthorityType type,
      KeySpec keySpec,
      SignatureAlgorithm signingAlgorithm,
      Name subject,
      UsageMode usageMode,
      @Nullable StorageStandard storage,
      String annotation) {
    this(type, keySpec, signingAlgorithm, subject, usageMode, storage, annotation, List.of());
  }
}
