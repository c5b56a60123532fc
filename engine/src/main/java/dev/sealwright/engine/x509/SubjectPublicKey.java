package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A public key as its SubjectPublicKeyInfo (RFC 5280 4.1.2.7), compared by content.
 *
 * @param info DER of the SubjectPublicKeyInfo, carried byte for byte
 */
public record SubjectPublicKey(Octets info) {
  static final String RSA = "1.2.840.113549.1.1.1";
  static final String RSA_PSS = "1.2.840.113549.1.1.10";
  static final String EC = "1.2.840.10045.2.1";
  static final String ED25519 = "1.3.101.112";
  static final String ML_DSA_44 = "2.16.840.1.101.3.4.3.17";
  static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";
  static final String ML_DSA_87 = "2.16.840.1.101.3.4.3.19";

  /** The bits of the key, without tag, length and unused bits: what key identifiers hash. */
  public Octets bits() {
    return Octets.copyOf(parsed().getPublicKeyData().getOctets());
  }

  /** SHA-1 over the bits of the key (RFC 5280 4.2.1.2, method 1). */
  public KeyIdentifier identifier() {
    try {
      return KeyIdentifier.of(MessageDigest.getInstance("SHA-1").digest(bits().toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost SHA-1", e);
    }
  }

  /** The JCA name of its kind; INVALID_VALUE when it is none of those that are known. */
  String kind() {
    return switch (parsed().getAlgorithm().getAlgorithm().getId()) {
      case RSA -> "RSA";
      case RSA_PSS -> "RSASSA-PSS";
      case EC -> "EC";
      case ED25519 -> "Ed25519";
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> "ML-DSA";
      case String oid ->
          throw new CaException(Failure.INVALID_VALUE, "public key of unknown kind " + oid);
    };
  }

  /** The key for the JDK's own providers; INVALID_VALUE when they do not know its kind. */
  public PublicKey toPublicKey() {
    try {
      return KeyFactory.getInstance(kind()).generatePublic(new X509EncodedKeySpec(info.toArray()));
    } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
      throw new CaException(Failure.INVALID_VALUE, "public key does not decode", e);
    }
  }

  private SubjectPublicKeyInfo parsed() {
    return SubjectPublicKeyInfo.getInstance(info.toArray());
  }
}
