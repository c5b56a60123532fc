package dev.sealwright.engine.csr;

import static dev.sealwright.engine.csr.CsrReaderTest.assertRefused;
import static dev.sealwright.engine.csr.Requests.INFO;
import static dev.sealwright.engine.csr.Requests.KEY;
import static dev.sealwright.engine.csr.Requests.NAME;
import static dev.sealwright.engine.csr.Requests.extension;
import static dev.sealwright.engine.csr.Requests.extensionRequest;
import static dev.sealwright.engine.csr.Requests.pem;
import static dev.sealwright.engine.csr.Requests.rsa;
import static dev.sealwright.engine.csr.Requests.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.fault.Blame;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.TestKeys;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no honest tool makes. */
class HostileCsrTest {
  private static final BigInteger F4 = BigInteger.valueOf(65_537);

  record Hostile(String name, Octets der, String fragment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Hostile> refuses() {
    byte[] good = Requests.named("x").toArray();
    byte[] san =
        extension(Extension.SUBJECT_ALTERNATIVE_NAME, new byte[] {0x30, 3, (byte) 0x82, 1, 'a'});
    byte[] offCurve = INFO.clone();
    offCurve[offCurve.length - 1] ^= 1;
    byte[] atInfinity =
        Der.sequence(
            Der.sequence(
                Der.objectIdentifier("1.2.840.10045.2.1"),
                Der.objectIdentifier("1.2.840.10045.3.1.7")),
            Der.bitString(Octets.copyOf(new byte[] {0})));
    byte[] hybrid = INFO.clone();
    hybrid[hybrid.length - 65] = (byte) (6 + (hybrid[hybrid.length - 1] & 1));
    BigInteger odd = BigInteger.ONE.shiftLeft(2047).setBit(0);
    return Stream.of(
        new Hostile("truncated", Octets.copyOf(Arrays.copyOf(good, good.length - 1)), "cut short"),
        new Hostile(
            "trailing", Octets.copyOf(Arrays.copyOf(good, good.length + 1)), "behind the end"),
        new Hostile("no request", Octets.copyOf(Der.sequence(NAME)), "structure"),
        new Hostile("an integer", Octets.copyOf(Der.integer(BigInteger.ONE)), "refused"),
        new Hostile("version", signed(1, NAME, INFO), "version is not 0"),
        new Hostile(
            "another's key",
            signed(0, NAME, TestKeys.ec("secp256r1").getPublic().getEncoded()),
            "not made with the key"),
        new Hostile(
            "key of another curve",
            signed(0, NAME, TestKeys.ec("secp384r1").getPublic().getEncoded()),
            "not made with the key"),
        new Hostile(
            "key of another family",
            signed(0, NAME, TestKeys.rsa(2048).getPublic().getEncoded()),
            "not made with the key"),
        new Hostile("off the curve", signed(0, NAME, offCurve), "not on its curve"),
        new Hostile("at infinity", signed(0, NAME, atInfinity), "uncompressed"),
        new Hostile("hybrid point", signed(0, NAME, hybrid), "uncompressed"),
        new Hostile(
            "giant modulus",
            signed(0, NAME, rsa(BigInteger.ONE.shiftLeft(150_000).setBit(0), F4)),
            "150001 bits"),
        new Hostile(
            "giant exponent", signed(0, NAME, rsa(odd, odd)), "exponent has more than 64 bits"),
        new Hostile("exponent of 1", signed(0, NAME, rsa(odd, BigInteger.ONE)), "at least 3"),
        new Hostile("even exponent", signed(0, NAME, rsa(odd, BigInteger.TEN)), "odd number"),
        new Hostile(
            "negative exponent", signed(0, NAME, rsa(odd, BigInteger.valueOf(-3))), "at least 3"),
        new Hostile("even modulus", signed(0, NAME, rsa(odd.clearBit(0), F4)), "modulus is even"),
        new Hostile(
            "negative modulus", signed(0, NAME, rsa(odd.negate(), F4)), "modulus is not positive"),
        new Hostile(
            "two attributes",
            signed(
                0,
                NAME,
                INFO,
                extensionRequest(Der.sequence(san)),
                extensionRequest(Der.sequence(san))),
            "more than one extensionRequest"),
        new Hostile("no value", signed(0, NAME, INFO, extensionRequest()), "exactly one value"),
        new Hostile(
            "two values",
            signed(0, NAME, INFO, extensionRequest(Der.sequence(san), Der.sequence(san))),
            "exactly one value"),
        new Hostile(
            "repeated extension",
            signed(0, NAME, INFO, extensionRequest(Der.sequence(san, san))),
            "2.5.29.17 is there more than once"),
        new Hostile(
            "no extension", signed(0, NAME, INFO, extensionRequest(Der.sequence())), "is empty"),
        new Hostile(
            "extension of one part",
            signed(
                0,
                NAME,
                INFO,
                extensionRequest(Der.sequence(Der.sequence(Der.objectIdentifier("1.2.3"))))),
            "parts"),
        new Hostile(
            "empty names",
            signed(
                0,
                NAME,
                INFO,
                extensionRequest(
                    Der.sequence(extension(Extension.SUBJECT_ALTERNATIVE_NAME, Der.sequence())))),
            "no name in it"),
        new Hostile(
            "malformed names",
            signed(
                0,
                NAME,
                INFO,
                extensionRequest(
                    Der.sequence(
                        extension(Extension.SUBJECT_ALTERNATIVE_NAME, new byte[] {0x30, 5, 1})))),
            "alternative name is malformed"),
        new Hostile("subject no name", signed(0, Der.sequence(Der.yes()), INFO), "refused"),
        new Hostile("key no key", signed(0, NAME, Der.sequence(Der.yes())), "refused"));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(Hostile hostile) {
    assertRefused(pem(hostile.der()), hostile.fragment());
  }

  /** The pieces themselves are sound: without the hostile part the same request is read. */
  @Test
  void acceptsTheSamePiecesWithoutHostility() {
    byte[] other = Der.sequence(Der.objectIdentifier("1.2.3"), Der.element(Der.SET, Der.yes()));
    byte[] san =
        extension(Extension.SUBJECT_ALTERNATIVE_NAME, new byte[] {0x30, 3, (byte) 0x82, 1, 'a'});
    CertificationRequest request =
        CsrReader.read(pem(signed(0, NAME, INFO, other, extensionRequest(Der.sequence(san)))));
    assertThat(request.subject().der().toArray()).isEqualTo(NAME);
    assertThat(request.publicKey()).isEqualTo(TestKeys.subject(KEY));
    assertThat(request.extensions())
        .extracting(Extension::oid)
        .containsExactly(Extension.SUBJECT_ALTERNATIVE_NAME);
  }

  /** Whatever the bytes are, the answer is a request or a refusal, and never another exception. */
  @Test
  void answersMutatedRequestsWithAVerdict() {
    Random random = new Random(20_261_122);
    byte[] good = Requests.named("x").toArray();
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        CsrReader.read(pem(Octets.copyOf(bytes)));
      } catch (CaException e) {
        assertThat(e.failure().blame()).isEqualTo(Blame.CALLER);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_900);
  }
}
