package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.List;

/**
 * What was decided when an authority was created, and never changes.
 *
 * @param signingAlgorithm signs the CSR, later CRLs and OCSP answers; certificates name their own
 * @param subject not empty
 * @param annotation the front door's own form of the settings, kept verbatim and not read here
 * @param csrExtensions what the CSR asks for beside basic constraints, each at most once
 */
public record AuthoritySettings(
    AuthorityType type,
    KeySpec keySpec,
    SignatureAlgorithm signingAlgorithm,
    Name subject,
    UsageMode usageMode,
    String annotation,
    List<Extension> csrExtensions) {
  public AuthoritySettings {
    csrExtensions = List.copyOf(csrExtensions);
    if (subject.isEmpty()) {
      throw new CaException(Failure.INVALID_ARGUMENT, "the subject needs at least one attribute");
    }
    if (!keySpec.signsWith(signingAlgorithm)) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "a key of kind " + keySpec + " cannot sign with " + signingAlgorithm);
    }
  }

  /** Settings of a CA whose CSR asks for basic constraints only. */
  public AuthoritySettings(
      AuthorityType type,
      KeySpec keySpec,
      SignatureAlgorithm signingAlgorithm,
      Name subject,
      UsageMode usageMode,
      String annotation) {
    this(type, keySpec, signingAlgorithm, subject, usageMode, annotation, List.of());
  }
}
