package dev.sealwright.engine.csr;

import static dev.sealwright.engine.csr.CsrReaderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TestKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RSASSA-PSS parameters that no other reader takes, in the signature and in the key. */
class HostilePssTest {
  private static final KeyPair KEY = TestKeys.rsa(2048);
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHRSA_PSS;

  private static final byte[] SHA256 = digest(new byte[] {5, 0});
  private static final byte[] HASH = Der.tagged(0, SHA256);
  private static final byte[] MASK = Der.tagged(1, mgf1(SHA256));
  private static final byte[] SALT = salt(32);

  record Hostile(String name, Octets parameters) {
    Hostile(String name, byte[] parameters) {
      this(name, Octets.copyOf(parameters));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Hostile> malformed() {
    byte[] primitive = HASH.clone();
    primitive[0] &= ~0x20;
    return Stream.of(
        new Hostile("a primitive tag", Der.sequence(primitive, MASK, SALT)),
        new Hostile("a member twice", Der.sequence(HASH, HASH, MASK, SALT)),
        new Hostile("out of order", Der.sequence(MASK, HASH, SALT)),
        new Hostile("a fifth member", Der.sequence(HASH, MASK, SALT, Der.tagged(4, SHA256))),
        new Hostile("a member without tag", Der.sequence(SHA256, MASK, SALT)),
        new Hostile(
            "a digest with parameters", Der.sequence(Der.tagged(0, digest(Der.yes())), MASK, SALT)),
        new Hostile("a mask of its own", Der.sequence(HASH, Der.tagged(1, SHA256), SALT)),
        new Hostile("a negative salt", Der.sequence(HASH, MASK, salt(-1))),
        new Hostile("a salt beyond every key", Der.sequence(HASH, MASK, salt(1025))),
        new Hostile(
            "another trailer",
            Der.sequence(HASH, MASK, SALT, Der.tagged(3, Der.integer(BigInteger.TWO)))),
        new Hostile("no sequence", Der.integer(BigInteger.ONE)));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesThemInASignature(Hostile hostile) {
    assertRefused(
        request(KEY.getPublic().getEncoded(), hostile.parameters().toArray()),
        "RSASSA-PSS parameters are malformed");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesThemInAKey(Hostile hostile) {
    assertRefused(
        request(boundKey(hostile.parameters().toArray()), Der.sequence(HASH, MASK, SALT)),
        "RSASSA-PSS parameters are malformed");
  }

  @Test
  void acceptsTheSamePiecesWithoutHostility() {
    byte[] parameters = Der.sequence(HASH, MASK, SALT);
    byte[] bound = boundKey(parameters);
    assertThat(CsrReader.read(request(bound, parameters)).publicKey().info().toArray())
        .isEqualTo(bound);
    byte[] bare = digest(new byte[0]);
    byte[] withoutNull = Der.sequence(Der.tagged(0, bare), Der.tagged(1, mgf1(bare)), SALT);
    CsrReader.read(request(KEY.getPublic().getEncoded(), withoutNull));
  }

  private static byte[] request(byte[] publicKey, byte[] parameters) {
    byte[] info =
        Der.sequence(Der.integer(BigInteger.ZERO), Requests.NAME, publicKey, Der.tagged(0));
    return Requests.pem(
        Octets.copyOf(
            Der.sequence(
                info,
                pss(parameters),
                Der.bitString(TestKeys.sign(KEY, ALGORITHM, Octets.copyOf(info))))));
  }

  private static byte[] boundKey(byte[] parameters) {
    return Der.sequence(pss(parameters), Der.bitString(TestKeys.subject(KEY).bits()));
  }

  private static byte[] pss(byte[] parameters) {
    return Der.sequence(Der.objectIdentifier("1.2.840.113549.1.1.10"), parameters);
  }

  private static byte[] digest(byte[] parameters) {
    return Der.sequence(Der.objectIdentifier("2.16.840.1.101.3.4.2.1"), parameters);
  }

  private static byte[] mgf1(byte[] digest) {
    return Der.sequence(Der.objectIdentifier("1.2.840.113549.1.1.8"), digest);
  }

  private static byte[] salt(int bytes) {
    return Der.tagged(2, Der.integer(BigInteger.valueOf(bytes)));
  }
}
