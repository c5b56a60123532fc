package dev.sealwright.engine.csr;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.TestKeys;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;

/** Requests that no honest tool makes, put together piece by piece and properly signed. */
public final class Requests {
  static final KeyPair KEY = TestKeys.ec("secp256r1");
  static final byte[] INFO = KEY.getPublic().getEncoded();
  static final byte[] NAME = name("x");

  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;

  private Requests() {}

  static byte[] name(String commonName) {
    // By hand: the engine's own names have bounds that hostile ones break.
    return Der.sequence(
        Der.element(
            Der.SET,
            Der.sequence(
                Der.objectIdentifier("2.5.4.3"),
                Der.element(Der.UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
  }

  public static Octets named(String commonName) {
    return signed(0, name(commonName), INFO);
  }

  /** Signed by {@link #KEY}, whatever key is in it. */
  static Octets signed(int version, byte[] subject, byte[] publicKey, byte[]... attributes) {
    return sign(
        KEY,
        Der.sequence(
            Der.integer(BigInteger.valueOf(version)),
            subject,
            publicKey,
            Der.tagged(0, attributes)));
  }

  static Octets sign(KeyPair key, byte[] content) {
    Octets info = Octets.copyOf(content);
    return Signed.assemble(info, ALGORITHM, TestKeys.sign(key, ALGORITHM, info));
  }

  static byte[] extensionRequest(byte[]... values) {
    return Der.sequence(
        Der.objectIdentifier("1.2.840.113549.1.9.14"), Der.element(Der.SET, values));
  }

  static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.objectIdentifier(oid), Der.octetString(value));
  }

  static byte[] rsa(BigInteger modulus, BigInteger exponent) {
    return Der.sequence(
        Der.sequence(Der.objectIdentifier("1.2.840.113549.1.1.1"), new byte[] {5, 0}),
        Der.bitString(Octets.copyOf(Der.sequence(Der.integer(modulus), Der.integer(exponent)))));
  }

  public static byte[] pem(Octets der) {
    return Pem.encode(Pem.CERTIFICATE_REQUEST, der).getBytes(StandardCharsets.US_ASCII);
  }
}
