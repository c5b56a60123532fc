package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTextTest {
  @Test
  void sixShortNamesLastFirst() {
    Name name =
        Name.of(
            List.of(
                new Attribute("2.5.4.6", "DE"),
                new Attribute("2.5.4.8", "Bayern"),
                new Attribute("2.5.4.7", "M\u00fcnchen"),
                new Attribute("2.5.4.10", "Sealwright"),
                new Attribute("2.5.4.11", "PKI"),
                new Attribute("2.5.4.3", "leaf")));
    assertThat(NameText.of(name))
        .isEqualTo("CN=leaf,OU=PKI,O=Sealwright,L=M\u00fcnchen,ST=Bayern,C=DE")
        .isEqualTo(new X500Principal(name.der().toArray()).getName());
  }

  @Test
  void otherTypesAreOidsWithHexadecimalValues() {
    Name name =
        Name.of(
            List.of(
                new Attribute(Attribute.DOMAIN_COMPONENT, "com"),
                new Attribute(Attribute.SERIAL_NUMBER, "42"),
                new Attribute("2.5.4.9", "street"),
                new Attribute("2.5.4.3", "x")));
    assertThat(NameText.of(name))
        .isEqualTo(
            "CN=x,2.5.4.9=#0c06737472656574,2.5.4.5=#13023432,"
                + "0.9.2342.19200300.100.1.25=#1603636f6d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b",
        "a+b",
        "a\"b",
        "a\\b",
        "a<b>c;d",
        "#a",
        " a",
        "a ",
        "a  b",
        "a=b",
        "\ud83d\udd10"
      })
  void anotherParserReadsTheValueBack(String value) {
    Name name = Name.of(List.of(new Attribute("2.5.4.3", value), new Attribute("2.5.4.10", "o")));
    X500Principal read = new X500Principal(NameText.of(name));
    assertThat(read).isEqualTo(new X500Principal(name.der().toArray()));
    assertThat(read.getName()).isEqualTo(new X500Principal(name.der().toArray()).getName());
  }

  @Test
  void setsOfAttributesAndValuesThatAreNoText() throws Exception {
    RDN two =
        new RDN(
            new AttributeTypeAndValue[] {
              new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("a")),
              new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("b"))
            });
    RDN bits = new RDN(BCStyle.L, new DERBitString(new byte[] {(byte) 0x80}, 0));
    Name name = new Name(Octets.copyOf(new X500Name(new RDN[] {two, bits}).getEncoded("DER")));
    assertThat(NameText.of(name)).isEqualTo("L=#03020080,CN=a+OU=b");
    assertThat(NameText.of(Name.of(List.of()))).isEmpty();
  }

  @Test
  void theSubjectIsReadOutOfTheBytesSigned() {
    assertThat(TbsCertificate.subject(tbs("CN=within"))).hasToString("CN=within");
  }

  private static Octets tbs(String subject) {
    Name name = new Name(Octets.copyOf(new X500Principal(subject).getEncoded()));
    return TbsCertificate.encode(
        new Serial("1".repeat(32)),
        SignatureAlgorithm.SHA256WITHECDSA,
        Name.of(List.of(new Attribute("2.5.4.3", "issuer"))),
        new Validity(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z")),
        name,
        new SubjectPublicKey(Octets.copyOf(TestKeys.ec("secp256r1").getPublic().getEncoded())),
        List.of());
  }
}
