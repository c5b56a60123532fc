package dev.sealwright.engine.sign;

import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.DigestSignature;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/**
 * Judges every signature with the public key recorded when the CA key was made (INVARIANT I3), by
 * code that is not that of the token that made it.
 */
public final class SignatureCheck {
  private SignatureCheck() {}

  /** Whether the key made this signature over this message. */
  public static boolean accepts(
      SigningKey key, SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
    return algorithm.verifies(key.publicKey(), message, signature, Arithmetic.best());
  }

  /** As above, of a message that is known by its digest alone. */
  public static boolean acceptsDigest(
      SigningKey key, SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {
    return DigestSignature.verifies(key.publicKey(), algorithm, digest, signature);
  }
}
