package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * A signature that someone else made over a certificate or request.
 *
 * @param algorithm DER of the AlgorithmIdentifier
 * @param signed the bytes that it covers
 * @param value as it stands in the BIT STRING
 */
public record ForeignSignature(Octets algorithm, Octets signed, Octets value) {
  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  private static final Map<String, String> ACCEPTED =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.11", "SHA256withRSA"),
          Map.entry("1.2.840.113549.1.1.12", "SHA384withRSA"),
          Map.entry("1.2.840.113549.1.1.13", "SHA512withRSA"),
          Map.entry(RSASSA_PSS, "RSASSA-PSS"),
          Map.entry("1.2.840.10045.4.3.2", "SHA256withECDSA"),
          Map.entry("1.2.840.10045.4.3.3", "SHA384withECDSA"),
          Map.entry("1.2.840.10045.4.3.4", "SHA512withECDSA"),
          Map.entry("1.3.101.112", "Ed25519"),
          Map.entry(SubjectPublicKey.ML_DSA_44, "ML-DSA-44"),
          Map.entry(SubjectPublicKey.ML_DSA_65, "ML-DSA-65"),
          Map.entry(SubjectPublicKey.ML_DSA_87, "ML-DSA-87"));

  /** Those with a name that a caller knows; they can be forged or soon can. */
  private static final Map<String, String> BROKEN =
      Map.of(
          "1.2.840.113549.1.1.2", "MD2 with RSA",
          "1.2.840.113549.1.1.4", "MD5 with RSA",
          "1.2.840.113549.1.1.5", "SHA-1 with RSA",
          "1.2.840.10040.4.3", "SHA-1 with DSA",
          "1.2.840.10045.4.1", "SHA-1 with ECDSA");

  /**
   * Whether the holder of the private half of {@code key} made this signature.
   *
   * @param failure what the thrown exception carries when the algorithm or the key is not accepted;
   *     the key is judged before any arithmetic is done with it
   */
  public boolean verifies(SubjectPublicKey key, Failure failure) {
    return verifies(key, failure, Arithmetic.best());
  }

  /** As above, computed by the code that is named. */
  public boolean verifies(SubjectPublicKey key, Failure failure, Arithmetic arithmetic) {
    AlgorithmIdentifier identifier = AlgorithmIdentifier.getInstance(algorithm.toArray());
    String oid = identifier.getAlgorithm().getId();
    @Nullable String name = ACCEPTED.get(oid);
    if (name == null) {
      throw new CaException(
          failure, "the signature algorithm " + BROKEN.getOrDefault(oid, oid) + " is not accepted");
    }
    if (name.startsWith("ML-DSA") && identifier.getParameters() != null) {
      // RFC 9881 section 2
      throw new CaException(failure, "the signature algorithm " + name + " has no parameters");
    }
    PublicKey sound = KeySoundness.require(key, arithmetic, failure);
    try {
      Signature verifier = arithmetic.verifier(key.kind(), name);
      if (oid.equals(RSASSA_PSS)) {
        verifier.setParameter(PssParameters.read(identifier.getParameters(), failure));
      }
      verifier.initVerify(sound);
      verifier.update(signed.toArray());
      return verifier.verify(value.toArray());
    } catch (InvalidKeyException | SignatureException e) {
      // A key of another family, or a value that is not even the form of a signature.
      return false;
    } catch (GeneralSecurityException e) {
      throw new CaException(
          failure, "the parameters of the signature algorithm " + name + " are not accepted", e);
    }
  }
}
