package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that a certificate names in its subject alone, where some readers look for it still. */
class HostInSubjectTest {
  private static final GeneralName OURS = new GeneralName(GeneralName.dNSName, "example.com");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "EVIL.example.",
        "*.evil.example",
        "_x.evil.example",
        "evil.example\u0000.example.com",
        "xn--evl-hoa.example"
      })
  void isHeldAgainstTheConstraintsOnHosts(String commonName) throws IOException {
    assertThat(permitted(tbs(commonName, null, false))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.example.com",
        "*.Example.COM",
        "evil",
        "J. Smith",
        "v1.2",
        "192.0.2.1",
        "a@b.c"
      })
  void othersAreNot(String commonName) throws IOException {
    assertThat(permitted(tbs(commonName, null, false))).isTrue();
  }

  @Test
  void nobodyLooksThereIfAnAlternativeNameIsAHost() throws IOException {
    assertThat(permitted(tbs("evil.example", OURS, false))).isTrue();
    GeneralName mailbox = new GeneralName(GeneralName.rfc822Name, "a@evil.example");
    assertThat(permitted(tbs("evil.example", mailbox, false))).isFalse();
  }

  @Test
  void aCaIsNoHost() throws IOException {
    assertThat(permitted(tbs("ca.evil.example", null, true))).isTrue();
  }

  private static boolean permitted(Octets tbs) {
    // Permitted: the DNS name example.com and all below.
    Octets only = Octets.copyOf(HexFormat.of().parseHex("3011a00f300d820b6578616d706c652e636f6d"));
    return NameConstraints.decode(only).violation(CertificateNames.ofCertificate(tbs)).isEmpty();
  }

  private static Octets tbs(String commonName, @Nullable GeneralName alternative, boolean authority)
      throws IOException {
    X500Name subject =
        new X500Name(
            new RDN[] {
              new RDN(new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String(commonName)))
            });
    AlgorithmIdentifier any = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (alternative != null) {
      extensions.addExtension(
          Extension.subjectAlternativeName, false, new GeneralNames(alternative));
    }
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
    generator.setSignature(any);
    generator.setIssuer(new X500Name("CN=issuer"));
    generator.setStartDate(new Time(Date.from(Instant.EPOCH), Locale.ROOT));
    generator.setEndDate(new Time(Date.from(Instant.parse("2030-01-01T00:00:00Z")), Locale.ROOT));
    generator.setSubject(subject);
    generator.setSubjectPublicKeyInfo(new SubjectPublicKeyInfo(any, new byte[] {4}));
    generator.setExtensions(extensions.generate());
    return Octets.copyOf(generator.generateTBSCertificate().getEncoded("DER"));
  }
}
