package dev.sealwright.engine.x509;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Key pairs of the JDK, for tests that need someone to sign. */
public final class TestKeys {
  private TestKeys() {}

  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key that signs with the algorithm. */
  public static KeyPair fit(SignatureAlgorithm algorithm) {
    return switch (algorithm.family()) {
      case EC -> ec("secp384r1");
      case RSA -> rsa(2048);
      case ML_DSA -> {
        try {
          yield KeyPairGenerator.getInstance(algorithm.jcaName()).generateKeyPair();
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  public static SubjectPublicKey subject(KeyPair pair) {
    return new SubjectPublicKey(Octets.copyOf(pair.getPublic().getEncoded()));
  }

  public static Octets sign(KeyPair pair, SignatureAlgorithm algorithm, Octets content) {
    try {
      Signature signature = algorithm.jca();
      signature.initSign(pair.getPrivate());
      signature.update(content.toArray());
      return Octets.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
