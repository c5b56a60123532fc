package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
  private static final String END = "-----END CERTIFICATE-----\n";

  record Refused(String name, String text, String fragment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Refused> refused() {
    String good = BEGIN + "MAA=\n" + END;
    return Stream.of(
        new Refused("nothing", " \r\n\t\n", "no PEM block"),
        new Refused("text before", "subject=x\n" + good, "something other than blocks"),
        new Refused("text after", good + "x", "something other than blocks"),
        new Refused("indented", " " + good, "something other than blocks"),
        new Refused("too many", good + good + good, "more than 2 blocks"),
        new Refused("other label", good.replace("CERT", "PERT"), "not labelled CERTIFICATE"),
        new Refused("short label", "-----BEGIN -----\nMAA=\n", "not labelled"),
        new Refused("no label", "-----BEGIN -\n", "something other"),
        new Refused("overlapping dashes", "-----BEGIN ----\n", "something other"),
        new Refused("other end", BEGIN + "MAA=\n-----END X-----\n", "not base64"),
        new Refused("no end", BEGIN + "MAA=\n", "no END line"),
        new Refused("headers", BEGIN + "Proc-Type: 4,ENCRYPTED\n\nMAA=\n" + END, "headers"),
        new Refused("a header", BEGIN + "Comment:x\nMAA=\n" + END, "headers"),
        new Refused("blank line", BEGIN + "\nMAA=\n" + END, "blank line"),
        new Refused("blank inside", BEGIN + "MA A=\n" + END, "not base64"),
        new Refused("no padding", BEGIN + "MAA\n" + END, "not base64"),
        new Refused("stray last bits", BEGIN + "MAB=\n" + END, "not base64"),
        new Refused("data after padding", BEGIN + "MAA=\nMAA=\n" + END, "not base64"),
        new Refused("empty", BEGIN + END, "not base64"),
        new Refused("binary", "0\u0000\u0001", "binary"),
        new Refused("not ASCII", BEGIN + "MA\u00e4=\n" + END, "binary"),
        new Refused("two on a line", good.strip() + good, "character"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Refused refused) {
    byte[] text = refused.text().getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> Pem.decode(text, Set.of("CERTIFICATE"), 2, Failure.MALFORMED_CSR))
        .withMessageContaining(refused.fragment())
        .matches(e -> e.failure() == Failure.MALFORMED_CSR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BEGIN + "MAA=\n" + END,
        BEGIN + "MAA=\n" + "-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\r\nMA\r\nA=\r\n-----END CERTIFICATE-----\r\n",
        "\n \n" + BEGIN + "MAA= \t\n" + END + "\r\n\n",
      })
  void readsOneBlock(String text) {
    assertThat(decode(text)).containsExactly(Octets.copyOf(new byte[] {0x30, 0}));
  }

  @Test
  void readsBlocksInOrder() {
    assertThat(decode(BEGIN + "MAA=\n" + END + "\n" + BEGIN + "AQID\n" + END))
        .extracting(Octets::hex)
        .containsExactly("3000", "010203");
  }

  @Test
  void opensslReadsWhatItWrites(@TempDir Path directory) {
    OpenSsl openssl = new OpenSsl(directory);
    for (int length = 1; length < 200; length += 47) {
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      Octets der = Octets.copyOf(Der.octetString(content));
      String text = Pem.encode("PKCS7", der);
      openssl.write("block.pem", text + "\n");
      openssl.run("asn1parse", "-in", "block.pem", "-out", "block.der");
      assertThat(openssl.read("block.der")).isEqualTo(der.toArray());
      assertThat(text).endsWith("-----END PKCS7-----");
      assertThat(text.lines()).allMatch(line -> line.length() <= 64);
    }
  }

  private static List<Octets> decode(String text) {
    return Pem.decode(
        text.getBytes(StandardCharsets.UTF_8), Set.of("CERTIFICATE"), 2, Failure.MALFORMED_CSR);
  }
}
