package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.file.Path;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  @Test
  void keepsTheOrderAndGivesEachAttributeItsOwnRdn() {
    Name name =
        Name.of(
            List.of(
                new Attribute(Attribute.COUNTRY, "DE"),
                new Attribute(Attribute.ORGANIZATION, "Müller & Söhne"),
                new Attribute(Attribute.DOMAIN_COMPONENT, "example"),
                new Attribute(Attribute.DOMAIN_COMPONENT, "com"),
                new Attribute(Attribute.COMMON_NAME, "Issuing CA")));
    assertThat(new X500Principal(name.der().toArray()).getName())
        .isEqualTo("CN=Issuing CA,DC=com,DC=example,O=Müller & Söhne,C=DE");
    assertThat(X500Name.getInstance(name.der().toArray()).getRDNs())
        .hasSize(5)
        .allMatch(rdn -> !rdn.isMultiValued());
  }

  @Test
  void anEmptyListIsAnEmptyName() {
    assertThat(Name.of(List.of()).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2.5.4.6, DE, PRINTABLESTRING",
    "2.5.4.5, 4711, PRINTABLESTRING",
    "2.5.4.46, q (1), PRINTABLESTRING",
    "0.9.2342.19200300.100.1.25, example, IA5STRING",
    "1.2.840.113549.1.9.1, ca@example.com, IA5STRING",
    "0.9.2342.19200300.100.1.1, uid, UTF8STRING",
    "2.5.4.3, Zoë 𝄞, UTF8STRING",
    "1.3.6.1.4.1.37244.1.1, 0000000000000001, UTF8STRING",
  })
  void opensslSeesTheStringTypeOfTheDefinition(
      String oid, String value, String type, @TempDir Path directory) {
    OpenSsl openssl = new OpenSsl(directory);
    openssl.write("name.der", Name.of(List.of(new Attribute(oid, value))).der().toArray());
    assertThat(openssl.run("asn1parse", "-inform", "DER", "-in", "name.der"))
        .containsPattern(type + "\\s+:" + (value.matches("\\p{ASCII}+") ? "\\Q" + value : ""));
  }

  @ParameterizedTest
  @CsvSource({
    "2.5.4.6, D_, country",
    "2.5.4.6, '', country is empty",
    "2.5.4.5, a@b, serial number",
    "2.5.4.46, ü, distinguished name qualifier",
    "0.9.2342.19200300.100.1.25, bücher, domain component",
    "1.2.840.113549.1.9.1, ü@example.com, e-mail address",
    "2.5.4.11, '', 2.5.4.11 is empty",
    "9.5.4, x, object identifier",
    "1.99.4, x, object identifier",
    "cn, x, object identifier",
  })
  void refusesAValueThatItsTypeCannotCarry(String oid, String value, String fragment) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> new Attribute(oid, value))
        .withMessageContaining(fragment)
        .matches(e -> e.failure() == Failure.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\nb", "\u007f", "a\u0085"})
  void refusesControlCharacters(String value) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> new Attribute(Attribute.COMMON_NAME, value))
        .withMessageContaining("common name has a control character");
  }

  @Test
  void refusesHalfASurrogatePair() {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> new Attribute(Attribute.COMMON_NAME, "a\ud800"))
        .withMessageContaining("common name");
  }
}
