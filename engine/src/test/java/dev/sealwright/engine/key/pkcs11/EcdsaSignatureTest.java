package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaSignatureTest {
  @ParameterizedTest
  @CsvSource({
    "0102, 3006020101020102",
    "7f80, 300702017f02020080",
    "00010080, 30070201010202 0080",
    "0100ff01, 30090202010002 0300ff01",
  })
  void writesTheShortestIntegers(String halves, String der) {
    assertThat(EcdsaSignature.toDer(HexFormat.of().parseHex(halves)))
        .isEqualTo(HexFormat.of().parseHex(der.replace(" ", "")));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 48, 66})
  void agreesWithBouncyCastle(int half) throws IOException {
    var random = new Random(half);
    for (int round = 0; round < 2000; round++) {
      var halves = new byte[2 * half];
      random.nextBytes(halves);
      Arrays.fill(halves, 0, round % half, (byte) 0);
      halves[half - 1] |= 1;
      halves[2 * half - 1] |= 1;
      var expected =
          new DERSequence(
              new ASN1Integer[] {integer(halves, 0, half), integer(halves, half, 2 * half)});
      assertThat(EcdsaSignature.toDer(halves)).isEqualTo(expected.getEncoded());
    }
  }

  @Test
  void refusesWhatIsNoSignature() {
    for (int length : new int[] {0, 1, 63, 134}) {
      var bytes = new byte[length];
      Arrays.fill(bytes, (byte) 1);
      assertThatIllegalArgumentException().isThrownBy(() -> EcdsaSignature.toDer(bytes));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EcdsaSignature.toDer(new byte[] {0, 0, 0, 1}))
        .withMessageContaining("zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EcdsaSignature.toDer(new byte[] {0, 1, 0, 0}));
  }

  private static ASN1Integer integer(byte[] halves, int from, int to) {
    return new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(halves, from, to)));
  }
}
