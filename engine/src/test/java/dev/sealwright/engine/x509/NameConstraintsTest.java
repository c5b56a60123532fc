package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameConstraintsTest {
  private static final Name NOBODY = Name.of(List.of());

  @ParameterizedTest
  @CsvSource({
    // form, base, name, inside
    "2, example.com, example.com, true",
    "2, example.com, www.EXAMPLE.com, true",
    "2, example.com, www.example.com., true",
    "2, example.com, badexample.com, false",
    "2, example.com, example.com.evil, false",
    "2, .example.com, www.example.com, true",
    "2, .example.com, example.com, false",
    "2, '', anything.example, true",
    "2, example.com, *.example.com, true",
    "1, example.com, a@example.com, true",
    "1, example.com, a@EXAMPLE.COM, true",
    "1, example.com, a@www.example.com, false",
    "1, .example.com, a@www.example.com, true",
    "1, .example.com, a@example.com, false",
    "1, a@example.com, a@example.com, true",
    "1, a@example.com, A@example.com, false",
    "1, a@example.com, b@example.com, false",
    "1, example.com, evil@evil.com@example.com, true",
    "6, example.com, https://example.com/, true",
    "6, example.com, https://user@example.com:8443/x?y, true",
    "6, example.com, https://www.example.com/, false",
    "6, .example.com, https://www.example.com, true",
    "6, .example.com, https://example.com, false",
    "6, example.com, https://example.com.evil/, false",
    "6, example.com, https://evil/@example.com, false",
    "6, example.com, https://evil\\@example.com, false",
    "6, example.com, urn:example.com, false",
    "6, '', https://192.0.2.1/, false",
    "6, '', 'https://[2001:db8::1]/', false",
    "4, 'O=Example,C=DE', 'O=EXAMPLE,C=de,CN=x', true",
    "4, 'O=Example,C=DE', 'O=Exa  mple,C=DE,CN=x', false",
    "4, 'O=An  Example', 'O=an example,CN=x', true",
    "4, 'O=Example,C=DE', 'C=DE,O=Example', false",
    "4, 'O=Example,C=DE', 'O=Example', false",
  })
  void aNameIsInsideOrNot(int form, String base, String name, boolean inside) throws IOException {
    GeneralName given = new GeneralName(form, name);
    GeneralName subtree = new GeneralName(form, base);
    assertThat(decode(subtree, null).violation(names(given)).isEmpty())
        .as("permitted")
        .isEqualTo(inside);
    if (inside) {
      assertThat(decode(null, subtree).violation(names(given))).as("excluded").isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "c0000200ffffff00, c0000207, true",
    "c0000200ffffff00, c0000307, false",
    "c0000200ffffff00, 20010db8000000000000000000000001, false",
    "20010db8000000000000000000000000ffffffff000000000000000000000000,"
        + " 20010db8000000000000000000000001, true",
    "20010db8000000000000000000000000ffffffff000000000000000000000000,"
        + " 20010db9000000000000000000000001, false",
  })
  void anAddressIsInItsNetOrNot(String net, String address, boolean inside) throws IOException {
    assertThat(decode(ip(net), null).violation(names(ip(address))).isEmpty()).isEqualTo(inside);
    assertThat(decode(null, ip(net)).violation(names(ip(address))).isPresent()).isEqualTo(inside);
  }

  /** Deny by default: what an excluded subtree could contain is excluded. */
  @Test
  void whatCannotBeComparedIsExcluded() throws IOException {
    GeneralName www = new GeneralName(GeneralName.dNSName, "www.example.com");
    assertThat(decode(null, www).violation(names(dns("*.example.com")))).isPresent();
    assertThat(decode(null, www).violation(names(dns("*.www.example.com")))).isPresent();
    assertThat(decode(null, www).violation(names(dns("*.example.org")))).isEmpty();
    assertThat(decode(null, dns("a.b.example.com")).violation(names(dns("*.example.com"))))
        .isEmpty();
    GeneralName host = new GeneralName(GeneralName.uniformResourceIdentifier, "example.com");
    GeneralName urn = new GeneralName(GeneralName.uniformResourceIdentifier, "urn:x");
    assertThat(decode(null, host).violation(names(urn))).isPresent();
    GeneralName oid = new GeneralName(GeneralName.registeredID, "1.2.3");
    assertThat(decode(oid, null).violation(names(oid))).as("permitted, not understood").isPresent();
    assertThat(decode(null, oid).violation(names(oid))).isPresent();
    assertThat(decode(oid, null).violation(names(dns("a.example")))).as("another form").isEmpty();
  }

  @Test
  void mailboxesInTheSubjectCountWhenNoOtherDoes() throws IOException {
    NameConstraints constraints =
        decode(new GeneralName(GeneralName.rfc822Name, "example.com"), null);
    Name subject = new Name(Octets.copyOf(new X500Name("CN=x,E=a@evil.example").getEncoded("DER")));
    assertThat(constraints.violation(CertificateNames.of(subject, null))).isPresent();
    assertThat(
            constraints.violation(
                CertificateNames.of(
                    subject, san(new GeneralName(GeneralName.rfc822Name, "a@example.com")))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3000", // nothing
        "3002a000", // an empty list
        "0500",
        "300aa008300682016180010 1", // a minimum
        "300ba009300787050102030405", // five bytes of address
        "3008a00630048901 61", // no such form
        "3080a00000",
      })
  void refusesWhatIsMalformed(String hex) {
    Octets der = Octets.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")));
    assertThatThrownBy(() -> NameConstraints.decode(der))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workIsBounded() throws IOException {
    GeneralSubtree[] many =
        Collections.nCopies(1025, new GeneralSubtree(dns("a.example")))
            .toArray(GeneralSubtree[]::new);
    assertThatThrownBy(() -> decode(many, null)).hasMessageContaining("1024");
    NameConstraints most = decode(Arrays.copyOf(many, 1024), null);
    List<GeneralName> names = new ArrayList<>(Collections.nCopies(245, dns("a.example")));
    assertThat(most.violation(names(names.subList(0, 244).toArray(GeneralName[]::new)))).isEmpty();
    assertThat(most.violation(names(names.toArray(GeneralName[]::new))))
        .hasValueSatisfying(trouble -> assertThat(trouble).contains("too many names"));
  }

  private static GeneralName dns(String text) {
    return new GeneralName(GeneralName.dNSName, text);
  }

  private static GeneralName ip(String hex) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
  }

  private static CertificateNames names(GeneralName... names) throws IOException {
    return CertificateNames.of(NOBODY, san(names));
  }

  private static Octets san(GeneralName... names) throws IOException {
    return Octets.copyOf(new GeneralNames(names).getEncoded("DER"));
  }

  private static NameConstraints decode(
      @Nullable GeneralName permitted, @Nullable GeneralName excluded) throws IOException {
    return decode(
        permitted == null ? null : new GeneralSubtree[] {new GeneralSubtree(permitted)},
        excluded == null ? null : new GeneralSubtree[] {new GeneralSubtree(excluded)});
  }

  private static NameConstraints decode(
      GeneralSubtree @Nullable [] permitted, GeneralSubtree @Nullable [] excluded)
      throws IOException {
    return NameConstraints.decode(
        Octets.copyOf(
            new org.bouncycastle.asn1.x509.NameConstraints(permitted, excluded).getEncoded("DER")));
  }
}
