package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.template.Template.Kind;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.TbsCertificate;
import dev.sealwright.engine.x509.TestKeys;
import dev.sealwright.engine.x509.Validity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {
  private static final KeyPair PAIR = TestKeys.ec("secp256r1");
  private static final SubjectPublicKey KEY = TestKeys.subject(PAIR);
  private static final KeyIdentifier ISSUER =
      new KeyIdentifier("00112233445566778899aabbccddeeff00112233");
  private static final Name SUBJECT =
      Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "host")));
  private static final Extension NAMES =
      new Extension(
          Extension.SUBJECT_ALTERNATIVE_NAME,
          true,
          Octets.copyOf(HexFormat.of().parseHex("30068204686f7374")));
  private static final Extension OTHER =
      new Extension(Extension.KEY_USAGE, false, Octets.copyOf(new byte[] {3, 2, 1, 6}));
  private static final CertificationRequest REQUEST =
      new CertificationRequest(SUBJECT, KEY, List.of(OTHER, NAMES));

  /** The published table of fixed contents. */
  record Row(
      String name,
      Kind kind,
      @Nullable Integer pathLength,
      int keyUsage,
      boolean purposesCritical,
      List<KeyPurposeId> purposes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int TLS = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
  private static final int CA = KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign;

  static Stream<Row> rows() {
    List<KeyPurposeId> none = List.of();
    return Stream.of(
        new Row(
            "EndEntityCertificate/V1",
            Kind.END_ENTITY,
            null,
            TLS,
            false,
            List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)),
        new Row(
            "EndEntityClientAuthCertificate/V1",
            Kind.END_ENTITY,
            null,
            TLS,
            false,
            List.of(KeyPurposeId.id_kp_clientAuth)),
        new Row(
            "EndEntityServerAuthCertificate/V1",
            Kind.END_ENTITY,
            null,
            TLS,
            false,
            List.of(KeyPurposeId.id_kp_serverAuth)),
        new Row(
            "CodeSigningCertificate/V1",
            Kind.END_ENTITY,
            null,
            KeyUsage.digitalSignature,
            true,
            List.of(KeyPurposeId.id_kp_codeSigning)),
        new Row(
            "OCSPSigningCertificate/V1",
            Kind.END_ENTITY,
            null,
            KeyUsage.digitalSignature,
            true,
            List.of(KeyPurposeId.id_kp_OCSPSigning)),
        new Row("RootCACertificate/V1", Kind.ROOT_CA, null, CA, false, none),
        new Row("SubordinateCACertificate_PathLen0/V1", Kind.SUBORDINATE_CA, 0, CA, false, none),
        new Row("SubordinateCACertificate_PathLen1/V1", Kind.SUBORDINATE_CA, 1, CA, false, none),
        new Row("SubordinateCACertificate_PathLen2/V1", Kind.SUBORDINATE_CA, 2, CA, false, none),
        new Row("SubordinateCACertificate_PathLen3/V1", Kind.SUBORDINATE_CA, 3, CA, false, none));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void writesWhatBouncyCastleWritesForTheTable(Row row) throws Exception {
    Template template = Templates.named(row.name()).orElseThrow();
    assertThat(template.kind()).isEqualTo(row.kind());
    assertThat(template.pathLength()).isEqualTo(row.pathLength());

    var expected = new ExtensionsGenerator();
    boolean ca = row.kind() != Kind.END_ENTITY;
    Integer pathLength = row.pathLength();
    add(
        expected,
        Extension.BASIC_CONSTRAINTS,
        ca,
        pathLength == null ? new BasicConstraints(ca) : new BasicConstraints(pathLength));
    if (row.kind() != Kind.ROOT_CA) {
      add(
          expected,
          Extension.AUTHORITY_KEY_IDENTIFIER,
          false,
          new AuthorityKeyIdentifier(ISSUER.toArray()));
    }
    add(
        expected,
        Extension.SUBJECT_KEY_IDENTIFIER,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(PAIR.getPublic()));
    add(expected, Extension.KEY_USAGE, true, new KeyUsage(row.keyUsage()));
    if (!row.purposes().isEmpty()) {
      add(
          expected,
          Extension.EXTENDED_KEY_USAGE,
          row.purposesCritical(),
          new ExtendedKeyUsage(row.purposes().toArray(KeyPurposeId[]::new)));
    }
    expected.addExtension(new ASN1ObjectIdentifier(NAMES.oid()), false, NAMES.value().toArray());

    var written =
        dev.sealwright.engine.x509.Extensions.encode(extensions(template, REQUEST, ISSUER));
    assertThat(written.hex()).isEqualTo(Octets.copyOf(expected.generate().getEncoded("DER")).hex());
  }

  @Test
  void opensslShowsTheDefaultTemplate(@TempDir Path directory) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.SHA256WITHECDSA;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Octets tbs =
        TbsCertificate.encode(
            Serial.draw(now, new SecureRandom()),
            algorithm,
            SUBJECT,
            new Validity(now, now.plusSeconds(60)),
            SUBJECT,
            KEY,
            extensions(Templates.named(Templates.DEFAULT).orElseThrow(), REQUEST, ISSUER));
    OpenSsl openssl = new OpenSsl(directory);
    openssl.write(
        "leaf.pem",
        Pem.encode(
            Pem.CERTIFICATE, Signed.assemble(tbs, algorithm, TestKeys.sign(PAIR, algorithm, tbs))));
    assertThat(openssl.run("x509", "-in", "leaf.pem", "-noout", "-text").lines().map(String::strip))
        .containsSubsequence(
            "X509v3 Basic Constraints:",
            "CA:FALSE",
            "X509v3 Authority Key Identifier:",
            "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
            "X509v3 Subject Key Identifier:",
            "X509v3 Key Usage: critical",
            "Digital Signature, Key Encipherment",
            "X509v3 Extended Key Usage:",
            "TLS Web Server Authentication, TLS Web Client Authentication",
            "X509v3 Subject Alternative Name:",
            "DNS:host");
  }

  @Test
  void theAlternativeNameIsCriticalOnlyForAnEmptySubject() {
    Template template = Templates.named(Templates.DEFAULT).orElseThrow();
    var nameless = new CertificationRequest(Name.of(List.of()), KEY, List.of(NAMES));
    assertThat(extensions(template, nameless, ISSUER).getLast()).isEqualTo(NAMES);
    assertThat(extensions(template, REQUEST, ISSUER).getLast())
        .isEqualTo(new Extension(NAMES.oid(), false, NAMES.value()));
    var plain = new CertificationRequest(SUBJECT, KEY, List.of());
    assertThat(extensions(template, plain, ISSUER))
        .extracting(Extension::oid)
        .doesNotContain(Extension.SUBJECT_ALTERNATIVE_NAME);
  }

  /** Whatever the call says of its criticality, and whoever gives subject and names. */
  @Test
  void theSubjectThatIsWrittenDecidesWhetherTheAlternativeNameIsCritical() {
    Template template = Templates.named("EndEntityCertificate_APIPassthrough/V1").orElseThrow();
    var nameless = new CertificationRequest(Name.of(List.of()), KEY, List.of());
    Extension given = new Extension(NAMES.oid(), false, NAMES.value());
    Content onlyNames =
        Content.merge(
            template, nameless, new Passthrough(null, List.of(given)), Pointers.NONE, ISSUER);
    assertThat(onlyNames.subject().isEmpty()).isTrue();
    assertThat(onlyNames.extensions()).contains(NAMES).doesNotContain(given);
    Content both =
        Content.merge(
            template, nameless, new Passthrough(SUBJECT, List.of(NAMES)), Pointers.NONE, ISSUER);
    assertThat(both.subject()).isEqualTo(SUBJECT);
    assertThat(both.extensions()).contains(given).doesNotContain(NAMES);
  }

  @Test
  void aCallThatGivesNothingLeavesSubjectAndNamesToTheRequest() {
    Template template =
        Templates.named("BlankEndEntityCertificate_APIPassthrough/V1").orElseThrow();
    Content content = Content.merge(template, REQUEST, Passthrough.NONE, Pointers.NONE, ISSUER);
    assertThat(content.subject()).isEqualTo(SUBJECT);
    assertThat(content.extensions())
        .contains(new Extension(NAMES.oid(), false, NAMES.value()))
        .extracting(Extension::oid)
        .doesNotContain(OTHER.oid());
  }

  @Test
  void onlyARootGoesWithoutTheKeyOfItsIssuer() {
    assertThat(extensions(Templates.named("RootCACertificate/V1").orElseThrow(), REQUEST, null))
        .extracting(Extension::oid)
        .doesNotContain(Extension.AUTHORITY_KEY_IDENTIFIER);
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(
            () -> extensions(Templates.named(Templates.DEFAULT).orElseThrow(), REQUEST, null))
        .matches(e -> e.failure() == Failure.INTERNAL);
  }

  @Test
  void knowsNoOtherNames() {
    for (String name :
        Arrays.asList("EndEntityCertificate", "endentitycertificate/V1", "", "X/V1")) {
      assertThat(Templates.named(name)).isEmpty();
    }
  }

  private static List<Extension> extensions(
      Template template, CertificationRequest request, @Nullable KeyIdentifier issuer) {
    return Content.merge(template, request, Passthrough.NONE, Pointers.NONE, issuer).extensions();
  }

  private static void add(
      ExtensionsGenerator generator, String oid, boolean critical, ASN1Encodable value)
      throws IOException {
    generator.addExtension(new ASN1ObjectIdentifier(oid), critical, value);
  }
}
