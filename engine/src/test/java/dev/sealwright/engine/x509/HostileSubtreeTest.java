package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are written in another way than the excluded one, and read as the same. */
class HostileSubtreeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "EVIL  corp",
        "Evil\u200b Corp", // a space of no width
        "Ev\u00adil Corp", // a soft hyphen
        "Evil\u00a0Corp",
        "Evil\u2003 Corp",
        "Evil\u0085Corp",
        "E\ufe0fvil Corp", // a variation selector
        "\u202eEvil\u202c Corp",
        "E\u0000vil\u0007 Corp",
        " Evil Corp ",
        "\u2003Evil Corp\u2003",
      })
  void nobodyHidesBehindWhatIsNotSeen(String organization) throws IOException {
    assertThat(excluded("Evil Corp", new DERUTF8String(organization))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "\u039f\u03b4\u03cc\u03c2, \u03bf\u03b4\u03cc\u03c3", // the two small sigmas
    "Stra\u00dfe, STRASSE",
    "Stra\u00dfe, strasse",
    "\u017fafe, SAFE", // a long s
  })
  void theFormsOfALetterAreOneLetter(String base, String organization) throws IOException {
    assertThat(excluded(base, new DERUTF8String(organization))).isTrue();
    assertThat(excluded(organization, new DERUTF8String(base))).isTrue();
  }

  @Test
  void norBehindAnotherStringType() throws IOException {
    byte[] wide = "evil corp".getBytes(Charset.forName("UTF-32BE"));
    assertThat(excluded("Evil Corp", new DERUniversalString(wide))).isTrue();
    assertThat(excluded("Evil Corp", new DERBMPString("evil corp"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Evilcorp", "Evil Corporation", "Evi1 Corp", "vil Corp"})
  void anotherNameStaysAnother(String organization) throws IOException {
    assertThat(excluded("Evil Corp", new DERUTF8String(organization))).isFalse();
  }

  /** Who is asked for 192.0.2.7 accepts the mapped form of it (RFC 4291 2.5.5.2). */
  @ParameterizedTest
  @CsvSource({
    "c0000200ffffff00, 00000000000000000000ffffc0000207, true",
    "c0000200ffffff00, 00000000000000000000ffffc0000307, false",
    "c0000200ffffff00, 00000000000000000000fffec0000207, false",
    // Without IPv6 there is IPv4 still.
    "00000000000000000000000000000000" + "00000000000000000000000000000000, c0000207, false",
    "00000000000000000000000000000000"
        + "00000000000000000000000000000000, 00000000000000000000ffffc0000207, true",
  })
  void aMappedAddressIsTheAddress(String net, String address, boolean excluded) throws IOException {
    var constraints = constraints(null, ip(net));
    assertThat(constraints.violation(CertificateNames.of(Name.of(List.of()), san(ip(address)))))
        .matches(violation -> violation.isPresent() == excluded);
  }

  /** What readers will not find in the net is not in it. */
  @Test
  void aMappedAddressIsNotPermitted() throws IOException {
    var constraints = constraints(ip("c0000200ffffff00"), null);
    assertThat(
            constraints.violation(
                CertificateNames.of(
                    Name.of(List.of()), san(ip("00000000000000000000ffffc0000207")))))
        .isPresent();
  }

  private static boolean excluded(String base, ASN1Encodable organization) throws IOException {
    var constraints = constraints(null, new GeneralName(organization(new DERUTF8String(base))));
    Name subject = new Name(Octets.copyOf(organization(organization).getEncoded("DER")));
    return constraints.violation(CertificateNames.of(subject, null)).isPresent();
  }

  private static X500Name organization(ASN1Encodable value) {
    return new X500Name(new RDN[] {new RDN(new AttributeTypeAndValue(BCStyle.O, value))});
  }

  private static GeneralName ip(String hex) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
  }

  private static Octets san(GeneralName name) throws IOException {
    return Octets.copyOf(new GeneralNames(name).getEncoded("DER"));
  }

  private static NameConstraints constraints(
      @Nullable GeneralName permitted, @Nullable GeneralName excluded) throws IOException {
    return NameConstraints.decode(
        Octets.copyOf(
            new org.bouncycastle.asn1.x509.NameConstraints(
                    permitted == null ? null : new GeneralSubtree[] {new GeneralSubtree(permitted)},
                    excluded == null ? null : new GeneralSubtree[] {new GeneralSubtree(excluded)})
                .getEncoded("DER")));
  }
}
