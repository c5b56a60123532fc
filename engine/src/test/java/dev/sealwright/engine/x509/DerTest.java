package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536, 8_388_608})
  void writesTheSameLengthsAsBouncyCastle(int length) throws IOException {
    byte[] content = new byte[length];
    assertThat(Der.octetString(content)).isEqualTo(new DEROctetString(content).getEncoded());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "indefinite length,       3080020101 0000,       indefinite",
    "length in two bytes,     308103 020101,         too many bytes",
    "trailing byte,           3003020101 00,         behind the end",
    "cut short,               3004020101,            cut short",
    "length of four gigabyte, 3084ffffffff,          cut short",
    "high tag,                3f8101 00,             tag",
    "string in pieces,        2403 040101,           pieces",
    "integer with a zero,     3004 02020001,         ASN.1",
    "true as one,             3003 010101,           not DER",
    "unsorted set,            3106 020102 020101,    not DER",
    "nothing,                 '',                    cut short",
  })
  void refusesWhatIsNotDer(String name, String hex, String fragment) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatIllegalArgumentException()
        .as(name)
        .isThrownBy(() -> Der.requireStrict(bytes))
        .withMessageContaining(fragment);
  }

  @Test
  void acceptsNestingToADepthAndNoFurther() {
    byte[] nested = Der.sequence();
    for (int depth = 1; depth <= 32; depth++) {
      nested = Der.sequence(nested);
    }
    byte[] deepest = nested;
    assertThatCode(() -> Der.requireStrict(deepest)).doesNotThrowAnyException();
    byte[] tooDeep = Der.sequence(deepest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Der.requireStrict(tooDeep))
        .withMessageContaining("nested");
  }

  @Test
  void survivesNestingThatWouldExhaustAStack() {
    byte[] bytes = new byte[2_000_000];
    Arrays.fill(bytes, (byte) 0x30);
    byte[] nested = Der.sequence();
    for (int depth = 0; depth < 5_000; depth++) {
      nested = Der.sequence(nested);
    }
    byte[] deep = nested;
    assertThatIllegalArgumentException().isThrownBy(() -> Der.requireStrict(bytes));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Der.requireStrict(deep))
        .withMessageContaining("nested");
  }
}
