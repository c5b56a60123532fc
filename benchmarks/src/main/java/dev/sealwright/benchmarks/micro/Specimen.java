package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;

/** What several benchmarks are fed with: keys of the JDK, signatures, a message. */
final class Specimen {
  /** About the size of the TBSCertificate of an end entity with an EC key. */
  private static final int MESSAGE_BYTES = 512;

  private Specimen() {}

  static KeyPair keyPair(KeySpec spec) {
    try {
      var generator = KeyPairGenerator.getInstance(spec.family().name().replace('_', '-'));
      switch (spec.family()) {
        case RSA -> generator.initialize(spec.bits());
        case EC -> generator.initialize(new ECGenParameterSpec(spec.curve()));
        case ML_DSA -> generator.initialize(new NamedParameterSpec(spec.name().replace('_', '-')));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK makes no key of " + spec, e);
    }
  }

  /** The usual algorithm for the kind of key: the digest as strong as the curve. */
  static SignatureAlgorithm algorithm(KeySpec spec) {
    return switch (spec) {
      case RSA_2048, RSA_3072, RSA_4096 -> SignatureAlgorithm.SHA256WITHRSA;
      case EC_P256 -> SignatureAlgorithm.SHA256WITHECDSA;
      case EC_P384 -> SignatureAlgorithm.SHA384WITHECDSA;
      case EC_P521 -> SignatureAlgorithm.SHA512WITHECDSA;
      case ML_DSA_44 -> SignatureAlgorithm.ML_DSA_44;
      case ML_DSA_65 -> SignatureAlgorithm.ML_DSA_65;
      case ML_DSA_87 -> SignatureAlgorithm.ML_DSA_87;
    };
  }

  static byte[] signature(KeyPair pair, SignatureAlgorithm algorithm, byte[] message) {
    try {
      var signer = algorithm.jca();
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK does not sign with " + algorithm, e);
    }
  }

  /** The same bytes on each call, of no meaning. */
  static byte[] message() {
    byte[] message = new byte[MESSAGE_BYTES];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (i * 31);
    }
    return message;
  }
}
