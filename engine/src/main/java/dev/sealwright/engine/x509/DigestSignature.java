package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import org.bouncycastle.asn1.x509.DigestInfo;

/**
 * Signatures over a message of which only the digest is at hand, since it was too long to be kept:
 * the same bytes as over the message itself. By Bouncy Castle, which has all of them.
 */
public final class DigestSignature {
  private DigestSignature() {}

  /**
   * Signs as the algorithm would have signed the message.
   *
   * @param digest of the message, by the algorithm's digest
   * @throws IllegalArgumentException for another length, and for an algorithm that takes the
   *     message itself
   */
  public static byte[] sign(
      PrivateKey key, SignatureAlgorithm algorithm, byte[] digest, SecureRandom random)
      throws GeneralSecurityException {
    Signature signer = signature(algorithm);
    signer.initSign(key, random);
    signer.update(input(algorithm, digest));
    return signer.sign();
  }

  /**
   * Whether the key made this signature over the message with this digest.
   *
   * @return also false for a signature that is malformed
   * @throws CaException INTERNAL when the key is none for this algorithm
   * @throws IllegalArgumentException as {@link #sign}
   */
  public static boolean verifies(
      SubjectPublicKey key, SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {
    Signature verifier;
    try {
      verifier = signature(algorithm);
      verifier.initVerify(Arithmetic.BOUNCY_CASTLE.decode(key));
      verifier.update(input(algorithm, digest));
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the public key cannot verify " + algorithm, e);
    }
    try {
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    }
  }

  private static Signature signature(SignatureAlgorithm algorithm) throws GeneralSecurityException {
    return switch (algorithm.scheme()) {
      case ECDSA -> Arithmetic.BOUNCY_CASTLE.verifier("EC", "NONEwithECDSA");
      case PKCS1 -> Arithmetic.BOUNCY_CASTLE.verifier("RSA", "NONEwithRSA");
      case PSS ->
          algorithm.prepared(Arithmetic.BOUNCY_CASTLE.verifier("RSA", "NONEwithRSASSA-PSS"));
      case ML_DSA -> throw takesTheMessage(algorithm);
    };
  }

  private static byte[] input(SignatureAlgorithm algorithm, byte[] digest) {
    if (digest.length != algorithm.digest().bytes()) {
      throw new IllegalArgumentException(
          "a digest of " + digest.length + " bytes for " + algorithm);
    }
    try {
      return switch (algorithm.scheme()) {
        // RFC 8017 9.2: what is padded is the DigestInfo.
        case PKCS1 -> new DigestInfo(algorithm.digest().identifier(), digest).getEncoded("DER");
        case ECDSA, PSS -> digest;
        case ML_DSA -> throw takesTheMessage(algorithm);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalArgumentException takesTheMessage(SignatureAlgorithm algorithm) {
    return new IllegalArgumentException(algorithm + " takes the message itself");
  }
}
