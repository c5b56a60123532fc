package dev.sealwright.engine.csr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TestKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The native library and Bouncy Castle give the same verdict on good and bad requests. */
class ArithmeticTest {
  private static final BigInteger ORDER_P256 =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  record Case(String name, Octets request, boolean good) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An algorithm of a request and a key for it. */
  private record Kind(String algorithm, KeyPair key) {}

  private static List<Kind> kinds() {
    KeyPair p256 = TestKeys.ec("secp256r1");
    KeyPair rsa = TestKeys.rsa(2048);
    return List.of(
        new Kind("SHA256withECDSA", p256),
        new Kind("SHA384withECDSA", p256),
        new Kind("SHA512withECDSA", p256),
        new Kind("SHA256withECDSA", TestKeys.ec("secp384r1")),
        new Kind("SHA384withECDSA", TestKeys.ec("secp384r1")),
        new Kind("SHA512withECDSA", TestKeys.ec("secp521r1")),
        new Kind("SHA256withRSA", rsa),
        new Kind("SHA384withRSA", rsa),
        new Kind("SHA512withRSA", TestKeys.rsa(4096)),
        new Kind("Ed25519", TestKeys.ed25519()),
        new Kind("ML-DSA-65", TestKeys.fit(SignatureAlgorithm.ML_DSA_65)));
  }

  static Stream<Case> verdicts() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (Kind kind : kinds()) {
      byte[] info = info(kind.key());
      byte[] algorithm = identifier(kind.algorithm());
      byte[] value = signature(kind.algorithm(), kind.key().getPrivate(), info);
      String name = kind.algorithm() + " " + kind.key().getPublic().getAlgorithm();
      cases.add(new Case(name, request(info, algorithm, value), true));
      for (int at : new int[] {0, 1, 5, value.length / 2, value.length - 1}) {
        byte[] bent = value.clone();
        bent[at] ^= 1;
        cases.add(new Case(name + " bent at " + at, request(info, algorithm, bent), false));
      }
      byte[] cut = Arrays.copyOf(value, value.length - 1);
      cases.add(new Case(name + " cut", request(info, algorithm, cut), false));
      byte[] longer = Arrays.copyOf(value, value.length + 1);
      cases.add(new Case(name + " longer", request(info, algorithm, longer), false));
      cases.add(new Case(name + " empty", request(info, algorithm, new byte[0]), false));
      cases.add(new Case(name + " zeros", request(info, algorithm, new byte[value.length]), false));
      byte[] other = signature(kind.algorithm(), kind.key().getPrivate(), new byte[] {1});
      cases.add(new Case(name + " of something else", request(info, algorithm, other), false));
    }
    cases.addAll(pairs());
    return cases.stream();
  }

  /** Every form that r and s can have, not only those an honest signer makes. */
  private static List<Case> pairs() throws Exception {
    KeyPair key = TestKeys.ec("secp256r1");
    byte[] info = info(key);
    byte[] algorithm = identifier("SHA256withECDSA");
    ASN1Sequence made =
        ASN1Sequence.getInstance(signature("SHA256withECDSA", key.getPrivate(), info));
    BigInteger r = ASN1Integer.getInstance(made.getObjectAt(0)).getValue();
    BigInteger s = ASN1Integer.getInstance(made.getObjectAt(1)).getValue();
    byte[] padded = new byte[r.toByteArray().length + 1];
    System.arraycopy(r.toByteArray(), 0, padded, 1, padded.length - 1);
    record Pair(String name, Octets value, boolean good) {}
    List<Pair> pairs =
        List.of(
            new Pair("r, s", pair(r, s), true),
            // ECDSA is malleable by its nature; a request is not made by its hash.
            new Pair("r, n - s", pair(r, ORDER_P256.subtract(s)), true),
            new Pair("s, r", pair(s, r), false),
            new Pair("0, s", pair(BigInteger.ZERO, s), false),
            new Pair("r, 0", pair(r, BigInteger.ZERO), false),
            new Pair("0, 0", pair(BigInteger.ZERO, BigInteger.ZERO), false),
            new Pair("n, n", pair(ORDER_P256, ORDER_P256), false),
            new Pair("r + n, s", pair(r.add(ORDER_P256), s), false),
            new Pair("r, s + n", pair(r, s.add(ORDER_P256)), false),
            new Pair("r, -s", pair(r, s.negate()), false),
            new Pair("-r, s", pair(r.negate(), s), false),
            new Pair("giant", pair(BigInteger.ONE.shiftLeft(8_000), s), false),
            new Pair("r padded", sequence(Der.element(Der.INTEGER, padded), Der.integer(s)), false),
            new Pair("three", sequence(Der.integer(r), Der.integer(s), Der.integer(s)), false),
            new Pair("one", sequence(Der.integer(r)), false),
            new Pair("none", sequence(), false),
            new Pair("no sequence", Octets.copyOf(Der.integer(r)), false),
            new Pair(
                "a set",
                Octets.copyOf(Der.element(Der.SET, Der.integer(r), Der.integer(s))),
                false),
            new Pair("indefinite", indefinite(Der.integer(r), Der.integer(s)), false));
    List<Case> cases = new ArrayList<>();
    for (Pair pair : pairs) {
      cases.add(
          new Case(
              "pair " + pair.name(),
              request(info, algorithm, pair.value().toArray()),
              pair.good()));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource
  void verdicts(Case one) {
    byte[] pem = Requests.pem(one.request());
    for (Arithmetic arithmetic : Arithmetic.values()) {
      String verdict = verdict(pem, arithmetic);
      if (one.good()) {
        assertThat(verdict).as(arithmetic.name()).isEqualTo("accepted");
      } else {
        assertThat(verdict)
            .as(arithmetic.name())
            .isEqualTo("the CSR is refused: its signature was not made with the key it asks for");
      }
    }
  }

  /** The table above would otherwise compare Bouncy Castle with itself. */
  @Test
  void theNativeLibraryLoadsHere() {
    assertThat(Arithmetic.nativeTrouble()).isEmpty();
    assertThat(Arithmetic.best()).isEqualTo(Arithmetic.NATIVE);
  }

  private static String verdict(byte[] pem, Arithmetic arithmetic) {
    try {
      CsrReader.read(pem, arithmetic);
      return "accepted";
    } catch (CaException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] info(KeyPair key) {
    return Der.sequence(
        Der.integer(BigInteger.ZERO), Requests.NAME, key.getPublic().getEncoded(), Der.tagged(0));
  }

  private static byte[] identifier(String algorithm) throws Exception {
    AlgorithmIdentifier found = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    return found.getEncoded("DER");
  }

  private static byte[] signature(String algorithm, PrivateKey key, byte[] message)
      throws Exception {
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(message);
    return signer.sign();
  }

  private static Octets pair(BigInteger r, BigInteger s) {
    return sequence(Der.integer(r), Der.integer(s));
  }

  private static Octets sequence(byte[]... parts) {
    return Octets.copyOf(Der.sequence(parts));
  }

  private static Octets indefinite(byte[]... parts) {
    byte[] whole = Der.element(Der.SEQUENCE, parts);
    byte[] open = Arrays.copyOf(whole, whole.length + 2);
    open[1] = (byte) 0x80;
    return Octets.copyOf(open);
  }

  private static Octets request(byte[] info, byte[] algorithm, byte[] signature) {
    return Octets.copyOf(Der.sequence(info, algorithm, Der.bitString(Octets.copyOf(signature))));
  }
}
