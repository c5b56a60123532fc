package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every member of ApiPassthrough and CsrExtensions, through the wire and back through openssl. */
class PassthroughTest {
  private static final String BLANK = "BlankEndEntityCertificate_APIPassthrough";

  @TempDir static Path folder;
  private static LocalApi api;
  private static String root;
  private static String csr;
  private static OpenSsl openssl;

  @BeforeAll
  static void createTheRoot() {
    api = new LocalApi();
    root = api.activeRoot();
    openssl = new OpenSsl(folder);
    csr =
        openssl
            .request("/CN=from the request", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
            .asUtf8String();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  /** A passthrough and what openssl shows of it. */
  record Good(String name, Map<String, ?> passthrough, List<String> shown) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Good> writes() {
    return Stream.of(
        new Good(
            "a whole subject",
            Map.of("Subject", wholeSubject()),
            List.of(
                "C = DE, O = Example, OU = Unit, dnQualifier = q-1, ST = Hessen, CN = call,"
                    + " serialNumber = 42, L = Ort, title = Dr, SN = Name, GN = Given,"
                    + " initials = ABC, pseudonym = Alias, generationQualifier = III")),
        new Good(
            "a subject by object identifiers",
            Map.of(
                "Subject",
                Map.of(
                    "CustomAttributes",
                    List.of(
                        attribute("0.9.2342.19200300.100.1.25", "example"),
                        attribute("0.9.2342.19200300.100.1.25", "com"),
                        attribute("2.5.4.3", "listed"),
                        attribute("1.3.6.1.4.1.37244.1.1", "ABCD")))),
            List.of("DC = example, DC = com, CN = listed, 1.3.6.1.4.1.37244.1.1 = ABCD")),
        extension(
            "policies",
            "CertificatePolicies",
            List.of(
                Map.of("CertPolicyId", "2.23.140.1.2.1"),
                Map.of(
                    "CertPolicyId",
                    "1.2.3.4",
                    "PolicyQualifiers",
                    List.of(
                        Map.of(
                            "PolicyQualifierId",
                            "CPS",
                            "Qualifier",
                            Map.of("CpsUri", "https://example.com/cps"))))),
            "X509v3 Certificate Policies:",
            "Policy: 2.23.140.1.2.1",
            "Policy: 1.2.3.4",
            "CPS: https://example.com/cps"),
        extension(
            "purposes by name and number",
            "ExtendedKeyUsage",
            List.of(
                purpose("SERVER_AUTH"),
                purpose("CLIENT_AUTH"),
                purpose("CODE_SIGNING"),
                purpose("EMAIL_PROTECTION"),
                purpose("TIME_STAMPING"),
                purpose("OCSP_SIGNING"),
                purpose("SMART_CARD_LOGIN"),
                purpose("DOCUMENT_SIGNING"),
                purpose("CERTIFICATE_TRANSPARENCY"),
                Map.of("ExtendedKeyUsageObjectIdentifier", "1.2.3.4.5")),
            "X509v3 Extended Key Usage:",
            "TLS Web Server Authentication, TLS Web Client Authentication, Code Signing,"
                + " E-mail Protection, Time Stamping, OCSP Signing, Microsoft Smartcard Login,"
                + " 1.3.6.1.4.1.311.10.3.12, CT Precertificate Signer, 1.2.3.4.5"),
        extension(
            "all nine usages",
            "KeyUsage",
            usage(
                "DigitalSignature",
                "NonRepudiation",
                "KeyEncipherment",
                "DataEncipherment",
                "KeyAgreement",
                "KeyCertSign",
                "CRLSign",
                "EncipherOnly",
                "DecipherOnly"),
            "X509v3 Key Usage: critical",
            "Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment, Key"
                + " Agreement, Certificate Sign, CRL Sign, Encipher Only, Decipher Only"),
        extension(
            "names of every form",
            "SubjectAlternativeNames",
            List.of(
                Map.of("OtherName", Map.of("TypeId", "1.3.6.1.4.1.311.20.2.3", "Value", "u@ex")),
                Map.of("Rfc822Name", "a@example.com"),
                Map.of("DnsName", "*.example.com"),
                Map.of("DirectoryName", Map.of("CommonName", "inside")),
                Map.of("UniformResourceIdentifier", "spiffe://example.com/x"),
                Map.of("IpAddress", "192.0.2.1"),
                Map.of("IpAddress", "2001:db8::1"),
                Map.of("RegisteredId", "1.2.3.4")),
            "X509v3 Subject Alternative Name:",
            "othername: UPN::u@ex, email:a@example.com, DNS:*.example.com, DirName:/CN=inside,"
                + " URI:spiffe://example.com/x, IP Address:192.0.2.1,"
                + " IP Address:2001:DB8:0:0:0:0:0:1, Registered ID:1.2.3.4"),
        extension(
            "an EDI party",
            "SubjectAlternativeNames",
            List.of(
                Map.of("EdiPartyName", Map.of("PartyName", "party", "NameAssigner", "assigner"))),
            "EdiPartyName:"),
        extension(
            "name constraints as a custom extension",
            "CustomExtensions",
            List.of(custom("2.5.29.30", true, "30 0d a0 0b 30 09 82 07 65 78 61 6d 70 6c 65")),
            "X509v3 Name Constraints: critical",
            "DNS:example"),
        extension(
            "a custom extension",
            "CustomExtensions",
            List.of(custom("1.2.3.4.5", false, "0c 02 68 69")),
            "1.2.3.4.5:"));
  }

  @ParameterizedTest
  @MethodSource
  void writes(Good good) {
    String text = openssl.text(issue(BLANK, good.passthrough()));
    assertThat(text.replaceAll("\\s+", " "))
        .contains(good.shown().stream().map(line -> line.replaceAll("\\s+", " ")).toList());
  }

  /** The bytes of the EDI party and the other name, which openssl does not print. */
  @Test
  void tagsAreExplicitWhereTheyMustBe() {
    String edi =
        issue(
            BLANK,
            Map.of(
                "Extensions",
                Map.of(
                    "SubjectAlternativeNames",
                    List.of(
                        Map.of("EdiPartyName", Map.of("PartyName", "p", "NameAssigner", "a")),
                        Map.of("OtherName", Map.of("TypeId", "1.2.3", "Value", "v"))))));
    String hex =
        HexFormat.of()
            .formatHex(Base64.getMimeDecoder().decode(edi.replaceAll("-----[A-Z ]+-----", "")));
    assertThat(hex)
        .contains("a50a" + "a0030c0161" + "a1030c0170")
        .contains("a009" + "06022a03" + "a0030c0176");
  }

  /** The last byte of a key usage is trimmed (X.690 11.2.2). */
  @Test
  void keyUsageIsInTheTrimmedForm() {
    String pem =
        issue(BLANK, Map.of("Extensions", Map.of("KeyUsage", usage("KeyCertSign", "CRLSign"))));
    assertThat(
            HexFormat.of()
                .formatHex(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))))
        .contains("0603551d0f0101ff040403020106");
  }

  record Bad(String name, Map<String, ?> passthrough, String fragment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> refuses() {
    Map<String, Object> mixed = new LinkedHashMap<>(Map.of("CommonName", "x"));
    mixed.put("CustomAttributes", List.of(attribute("2.5.4.3", "y")));
    return Stream.of(
        new Bad("a mixed subject", Map.of("Subject", mixed), "not both"),
        new Bad(
            "a domain component that is not ASCII",
            Map.of(
                "Subject",
                Map.of("CustomAttributes", List.of(attribute("0.9.2342.19200300.100.1.25", "ä")))),
            "domain component"),
        name("no form", Map.of()),
        name("two forms", Map.of("DnsName", "a.example", "Rfc822Name", "a@example.com")),
        name("an empty DNS name", Map.of("DnsName", "")),
        name("a DNS name that is not ASCII", Map.of("DnsName", "straße.example")),
        name("a DNS name with a NUL", Map.of("DnsName", "a\u0000.example")),
        name("no mailbox", Map.of("Rfc822Name", "nobody")),
        name("a relative URI", Map.of("UniformResourceIdentifier", "/path")),
        name("a broken URI", Map.of("UniformResourceIdentifier", "http://a b/")),
        name("a short address", Map.of("IpAddress", "192.0.2")),
        name("an octal address", Map.of("IpAddress", "192.0.2.01")),
        name("an address with a mask", Map.of("IpAddress", "192.0.2.0/24")),
        name("an address with a zone", Map.of("IpAddress", "fe80::1%eth0")),
        name("an address with two gaps", Map.of("IpAddress", "1::2::3")),
        name("an address of nine groups", Map.of("IpAddress", "1:2:3:4:5:6:7:8:9")),
        name("a name for an address", Map.of("IpAddress", "localhost")),
        name("an empty party", Map.of("EdiPartyName", Map.of("PartyName", ""))),
        name("an impossible identifier", Map.of("RegisteredId", "1.2.03")),
        bad("a usage of nothing", "KeyUsage", Map.of()),
        bad(
            "a purpose twice named",
            "ExtendedKeyUsage",
            List.of(
                Map.of(
                    "ExtendedKeyUsageType",
                    "SERVER_AUTH",
                    "ExtendedKeyUsageObjectIdentifier",
                    "1.2.3"))),
        bad("a purpose of nothing", "ExtendedKeyUsage", List.of(Map.of())),
        bad(
            "a policy twice",
            "CertificatePolicies",
            List.of(Map.of("CertPolicyId", "1.2.3"), Map.of("CertPolicyId", "1.2.3"))),
        bad(
            "a custom extension twice",
            "CustomExtensions",
            List.of(custom("1.2.3", false, "05 00"), custom("1.2.3", true, "05 00"))),
        bad("no DER", "CustomExtensions", List.of(custom("1.2.3", false, "05 01"))),
        bad("two elements", "CustomExtensions", List.of(custom("1.2.3", false, "05 00 05 00"))),
        bad(
            "indefinite length",
            "CustomExtensions",
            List.of(custom("1.2.3", false, "30 80 00 00"))),
        bad(
            "no extended key usage",
            "CustomExtensions",
            List.of(custom("2.5.29.37", false, "30 00"))));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(Bad bad) {
    LocalApi.Answer answer = api.call("IssueCertificate", order(BLANK, bad.passthrough()));
    assertThat(answer.outcome()).isEqualTo("InvalidArgsException");
    assertThat(answer.message()).contains(bad.fragment());
    // Templates that have no use for it do not even look, as long as the contract is kept.
    issue("EndEntityCertificate", bad.passthrough());
  }

  @Test
  void oneExtensionFromTwoSourcesOfTheCallIsRefused() {
    Map<String, ?> twice =
        Map.of(
            "Extensions",
            Map.of(
                "KeyUsage",
                usage("CRLSign"),
                "CustomExtensions",
                List.of(custom("2.5.29.15", true, "03 02 01 02"))));
    assertThat(api.call("IssueCertificate", order(BLANK, twice)).outcome())
        .isEqualTo("InvalidArgsException");
  }

  /** The constraints of the contract hold whatever the template. */
  @Test
  void theContractHoldsForEveryTemplate() {
    Map<String, ?> tooLong = Map.of("Subject", Map.of("CommonName", "x".repeat(65)));
    assertThat(api.call("IssueCertificate", order("EndEntityCertificate", tooLong)).outcome())
        .isEqualTo("ValidationException");
  }

  @Test
  void aCaAsksForWhatItWasCreatedWith() {
    Map<String, Object> extensions =
        Map.of(
            "KeyUsage",
            usage("KeyCertSign", "CRLSign"),
            "SubjectInformationAccess",
            List.of(
                access(Map.of("AccessMethodType", "CA_REPOSITORY"), "http://example.com/repo"),
                access(Map.of("CustomObjectIdentifier", "1.2.3.4"), "http://example.com/own")));
    String arn =
        api.create("SUBORDINATE", Map.of("CertificateAuthorityConfiguration", asking(extensions)));
    assertThat(openssl.requestText(api.csr(arn)).lines().map(String::strip))
        .containsSubsequence(
            "X509v3 Basic Constraints: critical",
            "CA:TRUE",
            "X509v3 Key Usage: critical",
            "Certificate Sign, CRL Sign",
            "Subject Information Access:",
            "CA Repository - URI:http://example.com/repo",
            "1.2.3.4 - URI:http://example.com/own");
    var shown =
        api.ok("DescribeCertificateAuthority", Requests.ca(arn))
            .at("/CertificateAuthority/CertificateAuthorityConfiguration/CsrExtensions");
    assertThat(shown.at("/KeyUsage/KeyCertSign").asBoolean()).isTrue();
    assertThat(shown.at("/SubjectInformationAccess/1/AccessMethod/CustomObjectIdentifier").asText())
        .isEqualTo("1.2.3.4");
  }

  /** Else the CA could be made, and its request could be read by nobody. */
  @Test
  void whatACaAsksForIsBounded() {
    Map<String, ?> entry =
        access(
            Map.of("AccessMethodType", "CA_REPOSITORY"), "http://example.com/" + "x".repeat(230));
    LocalApi.Answer answer =
        api.call(
            "CreateCertificateAuthority",
            Requests.create(
                "ROOT",
                asking(Map.of("SubjectInformationAccess", Collections.nCopies(60, entry)))));
    assertThat(answer.outcome()).isEqualTo("InvalidArgsException");
    assertThat(answer.message()).contains("12288 bytes");
  }

  @Test
  void anAccessMethodIsOneOfTwo() {
    for (Map<String, String> method :
        List.of(
            Map.<String, String>of(),
            Map.of("AccessMethodType", "CA_REPOSITORY", "CustomObjectIdentifier", "1.2.3"))) {
      LocalApi.Answer answer =
          api.call(
              "CreateCertificateAuthority",
              Requests.create(
                  "ROOT",
                  asking(
                      Map.of(
                          "SubjectInformationAccess",
                          List.of(access(method, "http://example.com/"))))));
      assertThat(answer.outcome()).isEqualTo("InvalidArgsException");
      assertThat(answer.message()).contains("AccessMethod");
    }
  }

  /** The configuration of a CA whose request has extensions. */
  private static Map<String, Object> asking(Map<String, ?> extensions) {
    Map<String, Object> configuration = Requests.configuration();
    configuration.put("CsrExtensions", extensions);
    return configuration;
  }

  private static String issue(String template, Map<String, ?> passthrough) {
    return api.certificate(
        root,
        api.ok("IssueCertificate", order(template, passthrough)).get("CertificateArn").asText());
  }

  private static Map<String, Object> order(String template, Map<String, ?> passthrough) {
    Map<String, Object> order = Requests.issue(root, csr, Requests.template(template), 1);
    order.put("ApiPassthrough", passthrough);
    return order;
  }

  private static Map<String, Object> wholeSubject() {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("Country", "DE");
    subject.put("Organization", "Example");
    subject.put("OrganizationalUnit", "Unit");
    subject.put("DistinguishedNameQualifier", "q-1");
    subject.put("State", "Hessen");
    subject.put("CommonName", "call");
    subject.put("SerialNumber", "42");
    subject.put("Locality", "Ort");
    subject.put("Title", "Dr");
    subject.put("Surname", "Name");
    subject.put("GivenName", "Given");
    subject.put("Initials", "ABC");
    subject.put("Pseudonym", "Alias");
    subject.put("GenerationQualifier", "III");
    return subject;
  }

  private static Good extension(String name, String member, Object value, String... shown) {
    return new Good(name, Map.of("Extensions", Map.of(member, value)), List.of(shown));
  }

  private static Bad name(String name, Map<String, ?> given) {
    return bad(name, "SubjectAlternativeNames", List.of(given));
  }

  private static Bad bad(String name, String member, Object value) {
    return new Bad(name, Map.of("Extensions", Map.of(member, value)), "");
  }

  private static Map<String, String> attribute(String oid, String value) {
    return Map.of("ObjectIdentifier", oid, "Value", value);
  }

  private static Map<String, String> purpose(String name) {
    return Map.of("ExtendedKeyUsageType", name);
  }

  private static Map<String, Object> access(Map<String, String> method, String uri) {
    return Map.of(
        "AccessMethod", method, "AccessLocation", Map.of("UniformResourceIdentifier", uri));
  }

  private static Map<String, Boolean> usage(String... bits) {
    Map<String, Boolean> usage = new LinkedHashMap<>();
    List.of(bits).forEach(bit -> usage.put(bit, true));
    return usage;
  }

  private static Map<String, Object> custom(String oid, boolean critical, String hex) {
    return Map.of(
        "ObjectIdentifier",
        oid,
        "Critical",
        critical,
        "Value",
        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }
}
