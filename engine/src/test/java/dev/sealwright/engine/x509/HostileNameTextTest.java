package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that a requester made to spoil the report of everybody else's certificates. */
class HostileNameTextTest {
  @ParameterizedTest
  @CsvSource({
    "'a\nb', 'CN=a\\0Ab'",
    "'a\r\n210987654321,,forged', 'CN=a\\0D\\0A210987654321\\,\\,forged'",
    "'a\tb', 'CN=a\\09b'",
    "'\u0000', 'CN=\\00'",
    "'\u0085', 'CN=\\C2\\85'",
    "'a\u2028b', 'CN=a\\E2\\80\\A8b'",
    "'a\u2029b', 'CN=a\\E2\\80\\A9b'",
  })
  void noNameBeginsALine(String value, String text) throws IOException {
    Name name = commonName(new DERUTF8String(value));
    assertThat(NameText.of(name)).isEqualTo(text);
    assertThat(new X500Principal(NameText.of(name))).isEqualTo(principal(name));
  }

  @Test
  void halfOfASurrogatePairIsShownAsItsBytes() throws IOException {
    Name name = commonName(new DERBMPString("a\ud800"));
    assertThat(NameText.of(name)).isEqualTo("CN=#1e040061d800");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(NameText.of(name))).isTrue();
  }

  @Test
  void aWholePairStaysText() throws IOException {
    assertThat(NameText.of(commonName(new DERUTF8String("\ud83d\udd11"))))
        .isEqualTo("CN=\ud83d\udd11");
  }

  private static X500Principal principal(Name name) {
    return new X500Principal(name.der().toArray());
  }

  private static Name commonName(ASN1Encodable value) throws IOException {
    RDN rdn = new RDN(new AttributeTypeAndValue(BCStyle.CN, value));
    return new Name(Octets.copyOf(new X500Name(new RDN[] {rdn}).getEncoded("DER")));
  }
}
