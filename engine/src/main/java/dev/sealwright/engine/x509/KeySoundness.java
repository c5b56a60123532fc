package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/**
 * Judges a public key that someone else made, before any arithmetic is done with it.
 *
 * <p>Accepted are RSA of 2048 to 8192 bits, P-256, P-384, P-521, Ed25519 and ML-DSA. The bounds
 * keep the cost of one verification in the range of milliseconds whatever the key claims to be.
 */
public final class KeySoundness {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /** FIPS 186-5 would allow 256; no tool makes more than 32, and each bit costs a squaring. */
  private static final int MAX_EXPONENT_BITS = 64;

  /** Bytes of a coordinate by named curve (RFC 5480 2.1.1.1). */
  private static final Map<String, Integer> CURVES =
      Map.of("1.2.840.10045.3.1.7", 32, "1.3.132.0.34", 48, "1.3.132.0.35", 66);

  private KeySoundness() {}

  /**
   * The key for the arithmetic, once it is known to be harmless.
   *
   * @param failure what the thrown exception carries when it is not
   */
  static PublicKey require(SubjectPublicKey key, Arithmetic arithmetic, Failure failure) {
    @Nullable String trouble;
    try {
      trouble = trouble(SubjectPublicKeyInfo.getInstance(key.info().toArray()));
      if (trouble == null) {
        return arithmetic.decode(key);
      }
    } catch (IllegalArgumentException | IllegalStateException | CaException e) {
      throw new CaException(failure, "the public key does not decode", e);
    }
    throw new CaException(failure, trouble);
  }

  private static @Nullable String trouble(SubjectPublicKeyInfo info) {
    @Nullable ASN1Encodable parameters = info.getAlgorithm().getParameters();
    byte[] bits = info.getPublicKeyData().getOctets();
    return switch (info.getAlgorithm().getAlgorithm().getId()) {
      case SubjectPublicKey.RSA ->
          DERNull.INSTANCE.equals(parameters)
              ? rsaTrouble(bits)
              : "the algorithm of the RSA public key has parameters other than NULL";
      case SubjectPublicKey.RSA_PSS -> pssTrouble(parameters, bits);
      case SubjectPublicKey.EC -> curveTrouble(parameters, bits);
      case SubjectPublicKey.ED25519 ->
          parameters == null && bits.length == 32 ? null : "the Ed25519 public key is malformed";
      case SubjectPublicKey.ML_DSA_44 -> latticeTrouble(parameters, bits, 1312);
      case SubjectPublicKey.ML_DSA_65 -> latticeTrouble(parameters, bits, 1952);
      case SubjectPublicKey.ML_DSA_87 -> latticeTrouble(parameters, bits, 2592);
      case String other -> "public keys of kind " + other + " are not accepted";
    };
  }

  /** RFC 4055 3.3: with parameters the key is bound to them, without it is to none. */
  private static @Nullable String pssTrouble(@Nullable ASN1Encodable parameters, byte[] bits) {
    if (parameters != null) {
      try {
        PssParameters.read(parameters, Failure.INVALID_VALUE);
      } catch (CaException e) {
        return e.getMessage();
      }
    }
    return rsaTrouble(bits);
  }

  /** RFC 9881 section 4: any string of the right length is a key (FIPS 204 table 2). */
  private static @Nullable String latticeTrouble(
      @Nullable ASN1Encodable parameters, byte[] bits, int length) {
    return parameters == null && bits.length == length
        ? null
        : "the ML-DSA public key is malformed";
  }

  private static @Nullable String rsaTrouble(byte[] bits) {
    // Not by the class for RSA keys, which silently takes a negative number for a positive one.
    ASN1Sequence key = ASN1Sequence.getInstance(bits);
    if (key.size() != 2) {
      return "the RSA public key does not consist of modulus and exponent";
    }
    BigInteger modulus = ASN1Integer.getInstance(key.getObjectAt(0)).getValue();
    BigInteger exponent = ASN1Integer.getInstance(key.getObjectAt(1)).getValue();
    if (modulus.signum() <= 0) {
      return "the RSA modulus is not positive";
    }
    if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
      return "the RSA modulus has "
          + modulus.bitLength()
          + " bits; accepted are "
          + MIN_RSA_BITS
          + " to "
          + MAX_RSA_BITS;
    }
    if (!modulus.testBit(0)) {
      return "the RSA modulus is even";
    }
    if (!exponent.testBit(0) || exponent.compareTo(BigInteger.TWO) <= 0) {
      return "the RSA public exponent is not an odd number of at least 3";
    }
    if (exponent.bitLength() > MAX_EXPONENT_BITS) {
      return "the RSA public exponent has more than " + MAX_EXPONENT_BITS + " bits";
    }
    return null;
  }

  private static @Nullable String curveTrouble(@Nullable ASN1Encodable parameters, byte[] bits) {
    @Nullable Integer size =
        parameters instanceof ASN1ObjectIdentifier oid ? CURVES.get(oid.getId()) : null;
    if (size == null) {
      return "the elliptic curve is not one of P-256, P-384 and P-521, by name";
    }
    // SEC 1 2.3.3; the uncompressed form is the one that every verifier reads.
    if (bits.length != 1 + 2 * size || bits[0] != 4) {
      return "the elliptic curve point is not in uncompressed form";
    }
    try {
      // Refuses coordinates outside the field and points off the curve (SEC 1 3.2.2.1); with a
      // cofactor of 1 no more is needed.
      CustomNamedCurves.getByOID(ASN1ObjectIdentifier.getInstance(parameters))
          .getCurve()
          .decodePoint(bits);
      return null;
    } catch (IllegalArgumentException e) {
      return "the elliptic curve point is not on its curve";
    }
  }
}
