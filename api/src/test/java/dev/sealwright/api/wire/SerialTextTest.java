package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialTextTest {
  private static final String SERIAL = "5f0a00aabbccddeeff00112233445566";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5f0a00aabbccddeeff00112233445566",
        "5F:0A:00:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66",
        "5f:0a:00:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66",
        "  00 00 5f0a 00AA\tbbccddeeff0011\n2233445566 ",
        "000000000000000000000000000000005f0a00aabbccddeeff00112233445566"
      })
  void everyFormIsTheSameNumber(String text) {
    assertThat(SerialText.digits(text)).isEqualTo(SERIAL);
  }

  @Test
  void aNumberKeepsItsValue() {
    assertThat(SerialText.digits("0")).isEqualTo("0".repeat(32));
    assertThat(SerialText.digits("a")).isEqualTo("0".repeat(31) + "a");
    assertThat(new BigInteger(SerialText.digits("f".repeat(128)), 16))
        .isEqualTo(BigInteger.TWO.pow(512).subtract(BigInteger.ONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":",
        "0x1f",
        "-1",
        "1g",
        "\u0661\u0662",
        "\uff11",
        "1\u00a02",
        "1\u0000",
        "12345;--"
      })
  void whatIsNoNumberIsAnInvalidRequest(String text) {
    assertThatThrownBy(() -> SerialText.digits(text))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.error()).isEqualTo(ErrorName.INVALID_REQUEST));
  }
}
