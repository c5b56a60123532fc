package dev.sealwright.engine.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Octets;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of anybody: what is read of them, and what is not. */
class OcspRequestTest {
  private static final String SHA1 = "1.3.14.3.2.26";
  private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
  private static final String NONCE = "1.3.6.1.5.5.7.48.1.2";
  private static final byte[] NULL = {5, 0};
  private static final BigInteger SERIAL = new BigInteger("5eea00112233445566778899aabbccdd", 16);

  record Case(String name, Octets bytes) {
    Case(String name, byte[] bytes) {
      this(name, Octets.copyOf(bytes));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> malformed() {
    byte[] good = request(single(id()));
    byte[] list = Der.sequence(single(id()));
    return Stream.of(
        new Case("nothing", new byte[0]),
        new Case("text", "hello".getBytes(StandardCharsets.US_ASCII)),
        new Case("cut short", Arrays.copyOf(good, good.length - 1)),
        new Case("something behind", Arrays.copyOf(good, good.length + 1)),
        new Case("too large", new byte[OcspRequest.MAX_BYTES + 1]),
        new Case("indefinite length", new byte[] {0x30, (byte) 0x80, 0, 0}),
        new Case("an empty sequence", Der.sequence()),
        new Case("no requests", Der.sequence(Der.sequence(Der.sequence()))),
        new Case("no list", Der.sequence(Der.sequence())),
        new Case("more than sixteen", request(many(17))),
        new Case("version 2", whole(Der.tagged(0, Der.integer(BigInteger.ONE)), list)),
        new Case("a part too many", whole(list, list)),
        new Case("a strange tag", whole(Der.tagged(3, list), list)),
        new Case("a third part of the request", Der.sequence(Der.sequence(list), sig(), sig())),
        new Case("a signature under another tag", Der.sequence(Der.sequence(list), list)),
        new Case("a CertID of three parts", request(single(Der.sequence(NULL, NULL, NULL)))),
        new Case("a serial that is a string", request(single(id(SHA1, NULL, NULL)))),
        new Case("an algorithm of three parts", request(single(withAlgorithm(algorithm(3))))),
        new Case("an algorithm of no parts", request(single(withAlgorithm(Der.sequence())))),
        new Case("no nonce in the nonce", extended(extension(NONCE, false, new byte[0]))),
        new Case("an empty nonce", extended(nonce(0))),
        new Case("a nonce of 129 bytes", extended(nonce(129))),
        new Case("a nonce without its tag", extended(extension(NONCE, false, new byte[] {1, 2}))),
        new Case("two nonces", extended(nonce(8), nonce(8))),
        new Case("a critical extension", extended(extension("1.2.3", true, NULL))),
        new Case(
            "a critical extension of one certificate",
            request(
                Der.sequence(id(), Der.tagged(0, Der.sequence(extension("1.2.3", true, NULL)))))),
        new Case("no extensions in their place", extended()),
        new Case("nine extensions", extended(several(9))));
  }

  @ParameterizedTest
  @MethodSource
  void malformed(Case that) {
    assertThatThrownBy(() -> OcspRequest.read(that.bytes().toArray()))
        .isInstanceOf(DerException.class);
  }

  @Test
  void anOrdinaryOneIsReadWhole() {
    OcspRequest request = OcspRequest.read(extendedBy(request(single(id())), nonce(32)));
    assertThat(request.certificates()).hasSize(1);
    CertId certificate = request.certificates().getFirst();
    assertThat(certificate.der().toArray()).isEqualTo(id());
    assertThat(Objects.requireNonNull(certificate.serial()).toInteger()).isEqualTo(SERIAL);
    assertThat(Objects.requireNonNull(certificate.issuer()).kind()).isEqualTo(HashKind.SHA1);
    assertThat(Objects.requireNonNull(request.nonce()).length()).isEqualTo(32);
  }

  @Test
  void theBoundsThemselvesAreAllowed() {
    assertThat(OcspRequest.read(request(many(16))).certificates()).hasSize(16);
    assertThat(Objects.requireNonNull(OcspRequest.read(extended(nonce(1))).nonce()).length())
        .isEqualTo(1);
    assertThat(Objects.requireNonNull(OcspRequest.read(extended(nonce(128))).nonce()).length())
        .isEqualTo(128);
    assertThat(OcspRequest.read(extended(several(8))).nonce()).isNull();
  }

  @Test
  void aSignatureAndANameAndTheVersionAreLetThrough() {
    byte[] list = Der.sequence(single(id()));
    byte[] name = Der.tagged(1, Der.element(0x82, "me".getBytes(StandardCharsets.US_ASCII)));
    byte[] version = Der.tagged(0, Der.integer(BigInteger.ZERO));
    byte[] request = Der.sequence(Der.sequence(version, name, list), sig());
    assertThat(OcspRequest.read(request).certificates()).hasSize(1);
  }

  @Test
  void aDigestThatIsNotKnownNamesNobody() {
    for (byte[] algorithm :
        List.of(
            Der.sequence(Der.objectIdentifier("2.16.840.1.101.3.4.2.2")),
            Der.sequence(Der.objectIdentifier(SHA256), Der.integer(BigInteger.ONE)))) {
      CertId id =
          OcspRequest.read(request(single(withAlgorithm(algorithm)))).certificates().getFirst();
      assertThat(id.issuer()).isNull();
    }
  }

  @Test
  void aSerialOfNoFormOfOursIsReadAndIsNone() {
    for (BigInteger number :
        List.of(BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(127), BigInteger.ZERO)) {
      byte[] id = id(SHA1, NULL, Der.integer(number));
      assertThat(OcspRequest.read(request(single(id))).certificates().getFirst().serial()).isNull();
    }
  }

  @Test
  void theFormForUrlsIsTheSameRequest() {
    byte[] request = request(single(id()));
    String text = Base64.getEncoder().encodeToString(request);
    assertThat(OcspGet.decode(text)).isEqualTo(request);
    assertThat(OcspGet.decode(text.replace("=", ""))).isEqualTo(request);
    assertThat(OcspGet.decode(URLEncoder.encode(text, StandardCharsets.US_ASCII)))
        .isEqualTo(request);
    // All 64 characters, with the two that a URL would misread.
    byte[] every = new byte[96];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) (255 - i * 3);
    }
    assertThat(OcspGet.decode(Base64.getEncoder().encodeToString(every))).isEqualTo(every);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"", "%", "%4", "%4g", "MA==MA==", "a b", "M%00A", "ä", "-_-_", "MAA=\n"})
  void aPathThatIsNone(String path) {
    assertThatThrownBy(() -> OcspGet.decode(path)).isInstanceOf(DerException.class);
  }

  @Test
  void aPathThatIsTooLong() {
    assertThat(OcspGet.decode("A".repeat(252))).hasSize(189);
    assertThatThrownBy(() -> OcspGet.decode("A".repeat(256))).isInstanceOf(DerException.class);
  }

  private static byte[] id() {
    return id(SHA1, NULL, Der.integer(SERIAL));
  }

  private static byte[] id(String digest, byte[] parameters, byte[] serial) {
    return Der.sequence(
        Der.sequence(Der.objectIdentifier(digest), parameters),
        Der.octetString(new byte[20]),
        Der.octetString(new byte[20]),
        serial);
  }

  private static byte[] withAlgorithm(byte[] algorithm) {
    return Der.sequence(
        algorithm,
        Der.octetString(new byte[20]),
        Der.octetString(new byte[20]),
        Der.integer(SERIAL));
  }

  private static byte[] algorithm(int parts) {
    byte[][] all = new byte[parts][];
    Arrays.fill(all, NULL);
    all[0] = Der.objectIdentifier(SHA1);
    return Der.sequence(all);
  }

  private static byte[] single(byte[] id) {
    return Der.sequence(id);
  }

  private static byte[][] many(int count) {
    byte[][] all = new byte[count][];
    Arrays.fill(all, single(id()));
    return all;
  }

  private static byte[] request(byte[]... singles) {
    return whole(Der.sequence(singles));
  }

  private static byte[] whole(byte[]... parts) {
    return Der.sequence(Der.sequence(parts));
  }

  private static byte[] extended(byte[]... extensions) {
    return extendedBy(request(single(id())), extensions);
  }

  private static byte[] extendedBy(byte[] request, byte[]... extensions) {
    assertThat(request).isEqualTo(request(single(id())));
    return whole(Der.sequence(single(id())), Der.tagged(2, Der.sequence(extensions)));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    byte[] identifier = Der.objectIdentifier(oid);
    return critical
        ? Der.sequence(identifier, Der.yes(), Der.octetString(value))
        : Der.sequence(identifier, Der.octetString(value));
  }

  private static byte[] nonce(int length) {
    return extension(NONCE, false, Der.octetString(new byte[length]));
  }

  private static byte[][] several(int count) {
    byte[][] all = new byte[count][];
    for (int i = 0; i < count; i++) {
      all[i] = extension("1.2.3." + i, false, NULL);
    }
    return all;
  }

  private static byte[] sig() {
    return Der.tagged(
        0, Der.sequence(algorithm(2), Der.element(Der.BIT_STRING, new byte[] {0, 1, 2})));
  }
}
