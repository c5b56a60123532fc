package dev.sealwright.engine.lint;

import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes must amount to, from sources other than the bytes.
 *
 * @param serial the reserved one
 * @param algorithm that the signature will be made with
 * @param subjectKey that the request proved possession of
 */
public record Intent(
    Serial serial,
    SignatureAlgorithm algorithm,
    SubjectPublicKey subjectKey,
    Role role,
    Signer signer) {

  /** What the certificate makes of its subject. */
  public enum Role {
    END_ENTITY,
    SUBORDINATE_CA,
    /** A CA that signs its own certificate. */
    ROOT_CA
  }

  /**
   * Who is about to sign.
   *
   * @param keyIdentifier what the AKI must say; absent for {@link Role#ROOT_CA} only
   * @param notAfter the end of the signer's own certificate; absent for {@link Role#ROOT_CA} only
   */
  public record Signer(
      Name subject,
      SubjectPublicKey publicKey,
      @Nullable KeyIdentifier keyIdentifier,
      @Nullable Instant notAfter) {}
}
