package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Signature;

/**
 * Judges every signature with the public key recorded when the CA key was made (INVARIANT I3), by
 * the JDK's own code, not by the token that made it.
 */
public final class SignatureCheck {
  private SignatureCheck() {}

  /** Whether the key made this signature over this message. */
  public static boolean accepts(
      SigningKey key, SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
    Signature verifier;
    try {
      verifier = algorithm.jca();
      verifier.initVerify(key.publicKey().toPublicKey());
      verifier.update(message);
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the recorded public key cannot verify", e);
    }
    try {
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // malformed signature: corrupt or truncated by the token
    }
  }
}
