package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SignatureAlgorithm.KeyFamily;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The attributes of a public key object, checked and written as SubjectPublicKeyInfo.
 *
 * <p>Nothing a token says is taken on trust: what does not decode is an {@link
 * IllegalArgumentException}.
 */
final class PublicKeyAttributes {
  static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  private PublicKeyAttributes() {}

  /** CKA_EC_PARAMS of a curve: its object identifier (RFC 5480 2.1.1.1, namedCurve). */
  static byte[] curve(KeySpec spec) {
    try {
      return new ASN1ObjectIdentifier(spec.curve()).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("an object identifier does not encode", e);
    }
  }

  /** The kind of key whose CKA_EC_PARAMS these are, if the engine makes such. */
  static Optional<KeySpec> specOfCurve(byte[] parameters) {
    return Arrays.stream(KeySpec.values())
        .filter(spec -> spec.family() == KeyFamily.EC && Arrays.equals(curve(spec), parameters))
        .findFirst();
  }

  /** The kind of key with a CKA_MODULUS of this size, if the engine makes such. */
  static Optional<KeySpec> specOfModulus(byte[] modulus) {
    int bits = new BigInteger(1, modulus).bitLength();
    return Arrays.stream(KeySpec.values())
        .filter(spec -> spec.family() == KeyFamily.RSA && spec.bits() == bits)
        .findFirst();
  }

  /** The kind of key whose CKA_PARAMETER_SET this is. */
  static Optional<KeySpec> specOfParameterSet(long set) {
    return Arrays.stream(KeySpec.values())
        .filter(spec -> spec.family() == KeyFamily.ML_DSA && parameterSet(spec) == set)
        .findFirst();
  }

  /** CKA_PARAMETER_SET of an ML-DSA key. */
  static long parameterSet(KeySpec spec) {
    return switch (spec) {
      case ML_DSA_44 -> Pkcs11.CKP_ML_DSA_44;
      case ML_DSA_65 -> Pkcs11.CKP_ML_DSA_65;
      case ML_DSA_87 -> Pkcs11.CKP_ML_DSA_87;
      case RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P384, EC_P521 ->
          throw new IllegalArgumentException(spec + " has no parameter set");
    };
  }

  /** From CKA_VALUE: the raw key of FIPS 204, whole in the BIT STRING (RFC 9881 section 4). */
  static SubjectPublicKey mlDsa(KeySpec spec, byte[] value) {
    var algorithm =
        switch (spec) {
          case ML_DSA_44 -> SignatureAlgorithm.ML_DSA_44;
          case ML_DSA_65 -> SignatureAlgorithm.ML_DSA_65;
          case ML_DSA_87 -> SignatureAlgorithm.ML_DSA_87;
          case RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P384, EC_P521 ->
              throw new IllegalArgumentException(spec + " is not ML-DSA");
        };
    if (8 * value.length != spec.bits()) {
      throw new IllegalArgumentException(
          "not a public key of " + spec + ": " + value.length + " bytes");
    }
    try {
      return new SubjectPublicKey(
          Octets.copyOf(
              new SubjectPublicKeyInfo(
                      AlgorithmIdentifier.getInstance(algorithm.identifier().toArray()), value)
                  .getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("a public key does not encode", e);
    }
  }

  /** From CKA_MODULUS and CKA_PUBLIC_EXPONENT; the size must be that of the kind. */
  static SubjectPublicKey rsa(KeySpec spec, byte[] modulus, byte[] exponent) {
    var n = new BigInteger(1, modulus);
    var e = new BigInteger(1, exponent);
    if (n.bitLength() != spec.bits() || !n.testBit(0) || !e.equals(EXPONENT)) {
      throw new IllegalArgumentException(
          "not a public key of " + spec + ": modulus of " + n.bitLength() + " bits");
    }
    return encode(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        new RSAPublicKey(n, e));
  }

  /**
   * From CKA_EC_POINT, which the standard wraps in an OCTET STRING and some modules give raw.
   *
   * <p>Both forms start with 0x04, so the length decides. The point must be uncompressed and on the
   * curve.
   */
  static SubjectPublicKey ec(KeySpec spec, byte[] attribute) {
    int length = 1 + 2 * ((spec.bits() + 7) / 8);
    var point = attribute.length == length ? attribute : unwrapped(attribute);
    if (point.length != length || point[0] != 4) {
      throw new IllegalArgumentException(
          "not an uncompressed point of " + spec + ": " + attribute.length + " bytes");
    }
    var oid = new ASN1ObjectIdentifier(spec.curve());
    // Refuses coordinates that do not satisfy the curve's equation.
    var curve = ECNamedCurveTable.getByOID(oid).getCurve();
    if (!curve.decodePoint(point).isValid()) {
      throw new IllegalArgumentException("not a valid point of " + spec);
    }
    try {
      return new SubjectPublicKey(
          Octets.copyOf(
              new SubjectPublicKeyInfo(
                      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid), point)
                  .getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("a public key does not encode", e);
    }
  }

  private static byte[] unwrapped(byte[] der) {
    return ASN1OctetString.getInstance(der).getOctets();
  }

  private static SubjectPublicKey encode(AlgorithmIdentifier algorithm, ASN1Encodable key) {
    try {
      return new SubjectPublicKey(
          Octets.copyOf(new SubjectPublicKeyInfo(algorithm, key).getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("a public key does not encode", e);
    }
  }
}
