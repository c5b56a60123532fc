package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names that are no names of hosts: readers cut them short, decode or match them each in their own
 * way, so they are neither certainly inside a subtree nor certainly outside.
 */
class HostileNamesTest {
  @ParameterizedTest
  @CsvSource({
    // form, base, name
    "2, example.com, 'evil.com\u0000.example.com'",
    "2, example.com, 'evil.com/.example.com'",
    "2, example.com, 'evil com.example.com'",
    "2, example.com, '.example.com'",
    "2, example.com, 'www..example.com'",
    "2, example.com, 'f*.example.com'",
    "2, example.com, '*.*.example.com'",
    "1, example.com, 'a@evil.com\u0000@example.com\u0000'",
    "1, .example.com, 'a@evil.com\u0000.example.com'",
    "1, .example.com, 'a@.example.com'",
    "6, .example.com, 'https://evil.com%2f.example.com/'",
    "6, .example.com, 'https://evil.com\u0000.example.com/'",
    "6, .example.com, 'https://evil.com .example.com/'",
  })
  void nobodyIsPermittedByLookingAlike(int form, String base, String name) throws IOException {
    assertThat(permitted(form, base).violation(names(new GeneralName(form, name)))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "2, example.com, 'example.com..'",
    "2, example.com, 'example.com\u0000'",
    "2, example.com, 'example.com '",
    "2, foo.example.com, 'f*.example.com'",
    "2, example.com, '*'",
    "1, example.com, 'a@example.com..'",
    "1, example.com, 'a@example.com\u0000'",
    "1, example.com, 'a@[192.0.2.1]'",
    "6, www.example.com, 'https://www.ex%61mple.com/'",
    "6, www.example.com, 'https://www.example.com../'",
    "6, www.example.com, 'https://www.example.com\u0000/'",
  })
  void nobodySlipsPastByLookingOdd(int form, String base, String name) throws IOException {
    assertThat(excluded(form, base).violation(names(new GeneralName(form, name)))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "2, example.com, '_dmarc.example.com'",
    "2, example.com, 'xn--bcher-kva.example.com.'",
    "2, example.com, '*.www.example.com'",
    "1, example.com, 'a b@example.com'",
    "6, example.com, 'https://u%20v@example.com:8443/'",
  })
  void honestNamesStayInside(int form, String base, String name) throws IOException {
    assertThat(permitted(form, base).violation(names(new GeneralName(form, name)))).isEmpty();
  }

  /** RFC 9598 section 6: a mailbox in the other form is under the same constraints. */
  @Test
  void aMailboxDoesNotHideInAnotherForm() throws IOException {
    GeneralName hidden = smtp("m\u00fcller@evil.example");
    assertThat(permitted(1, "example.com").violation(names(hidden))).isPresent();
    assertThat(excluded(1, "evil.example").violation(names(hidden))).isPresent();
    assertThat(permitted(1, "example.com").violation(names(smtp("m\u00fcller@example.com"))))
        .isEmpty();
    assertThat(permitted(2, "example.com").violation(names(hidden))).as("another form").isEmpty();
  }

  /** It is none that readers of old take note of, so the subject's own still counts. */
  @Test
  void norDoesItHideTheMailboxOfTheSubject() throws IOException {
    Name subject = new Name(Octets.copyOf(new X500Name("CN=x,E=a@evil.example").getEncoded("DER")));
    assertThat(
            permitted(1, "example.com")
                .violation(CertificateNames.of(subject, san(smtp("m\u00fcller@example.com")))))
        .isPresent();
  }

  private static GeneralName smtp(String mailbox) {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"));
    parts.add(new DERTaggedObject(true, 0, new DERUTF8String(mailbox)));
    return new GeneralName(GeneralName.otherName, new DERSequence(parts));
  }

  private static NameConstraints permitted(int form, String base) throws IOException {
    return decode(new GeneralSubtree[] {new GeneralSubtree(new GeneralName(form, base))}, null);
  }

  private static NameConstraints excluded(int form, String base) throws IOException {
    return decode(null, new GeneralSubtree[] {new GeneralSubtree(new GeneralName(form, base))});
  }

  private static NameConstraints decode(
      GeneralSubtree @Nullable [] permitted, GeneralSubtree @Nullable [] excluded)
      throws IOException {
    return NameConstraints.decode(
        Octets.copyOf(
            new org.bouncycastle.asn1.x509.NameConstraints(permitted, excluded).getEncoded("DER")));
  }

  private static CertificateNames names(GeneralName... names) throws IOException {
    return CertificateNames.of(Name.of(List.of()), san(names));
  }

  private static Octets san(GeneralName... names) throws IOException {
    return Octets.copyOf(new GeneralNames(names).getEncoded("DER"));
  }
}
