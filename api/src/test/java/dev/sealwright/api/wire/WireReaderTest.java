package dev.sealwright.api.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.api.shape.Asn1Subject;
import dev.sealwright.api.shape.CertificateAuthority;
import dev.sealwright.api.shape.CertificateAuthorityConfiguration;
import dev.sealwright.api.shape.CreateCertificateAuthorityRequest;
import dev.sealwright.api.shape.CustomExtension;
import dev.sealwright.api.shape.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.shape.ExtendedKeyUsage;
import dev.sealwright.api.shape.ExtendedKeyUsageType;
import dev.sealwright.api.shape.Extensions;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.KeyUsage;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.Validity;
import dev.sealwright.api.shape.ValidityPeriodType;
import dev.sealwright.engine.x509.Octets;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {

  @Test
  void readsEveryMemberOfANestedRequest() {
    IssueCertificateRequest read =
        WireReader.read(IssueCertificateRequest.class, utf8(Documents.ISSUE));

    assertThat(read.certificateAuthorityArn()).isEqualTo(Documents.CA_ARN);
    assertThat(read.csr()).isEqualTo(Octets.copyOf(utf8("-----BEGIN")));
    assertThat(read.validity()).isEqualTo(new Validity(253402300799L, ValidityPeriodType.ABSOLUTE));
    assertThat(read.validityNotBefore()).isNull();
    Extensions extensions =
        Objects.requireNonNull(Objects.requireNonNull(read.apiPassthrough()).extensions());
    assertThat(extensions.keyUsage())
        .isEqualTo(new KeyUsage(true, false, false, false, false, false, true, false, false));
    assertThat(extensions.customExtensions())
        .containsExactly(new CustomExtension("1.2.3.4", "AAAA", true));
    assertThat(extensions.extendedKeyUsage())
        .containsExactly(
            new ExtendedKeyUsage(ExtendedKeyUsageType.SERVER_AUTH, null),
            new ExtendedKeyUsage(null, "1.3.6.1.5.5.7.3.2"));
  }

  @Test
  void takesNullForAbsentAndIgnoresWhatItDoesNotKnow() {
    String body =
        """
        {"MaxResults": null, "NextToken": "t", "Extra": {"Deep": [1e999999999, {"x": null}]},
         "maxResults": "the case of a name counts"}
        """;
    assertThat(WireReader.read(ListCertificateAuthoritiesRequest.class, utf8(body)))
        .isEqualTo(new ListCertificateAuthoritiesRequest(null, "t", null));
  }

  @Test
  void countsCodePointsNotCharUnits() {
    String emoji = "\uD83D\uDE00".repeat(64);
    assertThat(
            WireReader.read(Asn1Subject.class, utf8("{\"CommonName\":\"" + emoji + "\"}"))
                .commonName())
        .isEqualTo(emoji);
  }

  @Test
  void mapsEnumConstantsByTheirNamesOnTheWire() {
    String body =
        """
        {"KeyAlgorithm": "EC_prime256v1", "SigningAlgorithm": "ML_DSA_44", "Subject": {}}
        """;
    CertificateAuthorityConfiguration read =
        WireReader.read(CertificateAuthorityConfiguration.class, utf8(body));
    assertThat(read.keyAlgorithm()).isEqualTo(KeyAlgorithm.EC_PRIME256V1);
    assertThat(new String(WireWriter.write(read), UTF_8)).contains("\"EC_prime256v1\"");
  }

  record Hostile(Octets body, String told) {}

  static Stream<Named<Hostile>> hostileDocuments() {
    return Stream.of(
        hostile("empty", "", "The body must be a JSON object"),
        hostile("blank", " \n", "The body must be a JSON object"),
        hostile("null", "null", "The body must be a JSON object"),
        hostile("array", "[]", "The body must be a JSON object"),
        hostile("string", "\"{}\"", "The body must be a JSON object"),
        hostile("truncated", "{\"NextToken\":\"a", "not JSON"),
        hostile("half an object", "{\"NextToken\":\"a\"", "not JSON"),
        hostile("second document", "{} {}", "nothing else"),
        hostile("trailing garbage", "{}x", "not JSON"),
        hostile("trailing NUL", "{}\0", "not JSON"),
        hostile("trailing comma", "{\"NextToken\":\"a\",}", "not JSON"),
        hostile("comment", "{/* */}", "not JSON"),
        hostile("single quotes", "{'NextToken':'a'}", "not JSON"),
        hostile("NaN", "{\"MaxResults\":NaN}", "not JSON"),
        hostile("leading zero", "{\"MaxResults\":007}", "not JSON"),
        hostile("member twice", "{\"NextToken\":\"a\",\"NextToken\":\"a\"}", "member twice"),
        hostile("escaped member twice", "{\"NextToken\":\"a\",\"Next\\u0054oken\":\"a\"}", "twice"),
        hostile("unknown member twice", "{\"x\":[{\"y\":1,\"y\":2}]}", "member twice"),
        hostile("raw NUL in a string", "{\"NextToken\":\"a\0b\"}", "not JSON"),
        hostile("raw line feed in a string", "{\"NextToken\":\"a\nb\"}", "not JSON"),
        hostile("byte order mark", "\uFEFF{}", "not JSON"),
        Named.of("UTF-16", new Hostile(Octets.copyOf("{}".getBytes(UTF_16)), "not UTF-8")),
        Named.of(
            "Latin-1",
            new Hostile(
                Octets.copyOf("{\"NextToken\":\"\u00e9\"}".getBytes(ISO_8859_1)), "not UTF-8")),
        Named.of(
            "overlong slash",
            new Hostile(
                Octets.copyOf("{\"NextToken\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1)),
                "not UTF-8")),
        hostile("lone high surrogate", "{\"NextToken\":\"\\ud83d\"}", "'nextToken' must be well-"),
        hostile("lone low surrogate", "{\"NextToken\":\"\\ude00\\ud83d\"}", "'nextToken' must be"),
        hostile("deep objects", "{\"x\":".repeat(100_000), "nests too deeply"),
        hostile("deep arrays", "{\"x\":" + "[".repeat(100_000), "nests too deeply"),
        hostile("long name", "{\"" + "n".repeat(5_000) + "\":1}", "too long"),
        hostile("long string", "{\"NextToken\":\"" + "s".repeat(4 << 20) + "\"}", "too long"),
        hostile("many tokens", "{\"x\":[" + "1,".repeat(600_000) + "1]}", "too long"),
        hostile("long number", "{\"MaxResults\":" + "9".repeat(5_000) + "}", "too long"),
        hostile("65 bits", "{\"MaxResults\":9223372036854775808}", "'maxResults' must be a number"),
        hostile("fraction", "{\"MaxResults\":1.0}", "'maxResults' must be a number without"),
        hostile("huge exponent", "{\"MaxResults\":1e999999999}", "'maxResults' must be a number"),
        hostile("number as string", "{\"MaxResults\":\"1\"}", "'maxResults' must be a number"),
        hostile("string as number", "{\"NextToken\":1}", "'nextToken' must be a string"),
        hostile("object as string", "{\"NextToken\":{}}", "'nextToken' must be a string"),
        hostile("list as string", "{\"NextToken\":[\"a\"]}", "'nextToken' must be a string"),
        hostile("enum as boolean", "{\"ResourceOwner\":true}", "'resourceOwner' must be a string"));
  }

  @ParameterizedTest
  @MethodSource("hostileDocuments")
  void refusesAHostileDocumentInFewWords(Hostile hostile) {
    WireException refused =
        refusal(ListCertificateAuthoritiesRequest.class, hostile.body().toArray());
    assertThat(refused.error()).isEqualTo(ErrorName.SERIALIZATION);
    assertThat(refused.getMessage()).contains(hostile.told()).hasSizeLessThan(150);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Subject\":[]}",
        "{\"Subject\":\"CN=x\"}",
        "{\"Subject\":{\"CustomAttributes\":{}}}",
        "{\"Subject\":{\"CustomAttributes\":[null]}}",
        "{\"Subject\":{\"CustomAttributes\":[[]]}}",
        "{\"CsrExtensions\":{\"KeyUsage\":{\"CRLSign\":\"true\"}}}",
        "{\"CsrExtensions\":{\"KeyUsage\":{\"CRLSign\":1}}}"
      })
  void refusesAnotherJsonTypeThanTheShapeHas(String body) {
    WireException refused = refusal(CertificateAuthorityConfiguration.class, utf8(body));
    assertThat(refused.error()).isEqualTo(ErrorName.SERIALIZATION);
    assertThat(refused.getMessage()).startsWith("Value at '").contains("must be a");
  }

  @Test
  void namesTheItemOfAList() {
    WireException refused =
        refusal(
            CreateCertificateAuthorityRequest.class,
            utf8("{\"Tags\":[{\"Key\":\"a\"},{\"Key\":7}]}"));
    assertThat(refused.getMessage()).isEqualTo("Value at 'tags.2.member.key' must be a string");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "YQ",
        "YQ=",
        "YQ===",
        "=YQ=",
        "Y===",
        "YWJj\\nYWJj",
        "YWJj\\r\\nYWJjYQ",
        "YW Jj",
        "_-_-",
        "YWJ\\u0000",
        "Ä==="
      })
  void refusesWhatIsNotStrictBase64(String base64) {
    WireException refused =
        refusal(
            ImportCertificateAuthorityCertificateRequest.class,
            utf8("{\"Certificate\":\"" + base64 + "\"}"));
    assertThat(refused.error()).isEqualTo(ErrorName.SERIALIZATION);
    assertThat(refused.getMessage()).isEqualTo("Value at 'certificate' must be base64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-01-01\"",
        "true",
        "1e999999999",
        "-1e999999999",
        "253402300800",
        "1e-999999999",
        "1e-2000000000000"
      })
  void refusesATimestampThatIsNoTime(String time) {
    WireException refused =
        refusal(CertificateAuthority.class, utf8("{\"CreatedAt\":" + time + "}"));
    assertThat(refused.error()).isEqualTo(ErrorName.SERIALIZATION);
    assertThat(refused.getMessage()).startsWith("Value at 'createdAt' must be a");
  }

  @Test
  void listsEveryViolationInTheShapeClientsKnow() {
    String body =
        """
        {"CertificateAuthorityArn": "arn", "SigningAlgorithm": "MD5", "Validity": {"Value": 0}}
        """;
    assertThat(refusal(IssueCertificateRequest.class, utf8(body)))
        .hasMessage(
            "6 validation errors detected: "
                + "Value 'arn' at 'certificateAuthorityArn' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 5; "
                + "Value 'arn' at 'certificateAuthorityArn' failed to satisfy constraint:"
                + " Member must satisfy regular expression pattern:"
                + " arn:[\\w+=/,.@-]+:acm-pca:[\\w+=/,.@-]*:[0-9]*:[\\w+=,.@-]+(/[\\w+=,.@-]+)*; "
                + "Value 'MD5' at 'signingAlgorithm' failed to satisfy constraint:"
                + " Member must satisfy enum value set: [SHA256WITHECDSA, SHA384WITHECDSA,"
                + " SHA512WITHECDSA, SHA256WITHRSA, SHA384WITHRSA, SHA512WITHRSA,"
                + " SHA256WITHRSA_PSS, SHA384WITHRSA_PSS, SHA512WITHRSA_PSS, SM3WITHSM2,"
                + " ML_DSA_44, ML_DSA_65, ML_DSA_87]; "
                + "Value '0' at 'validity.value' failed to satisfy constraint:"
                + " Member must have value greater than or equal to 1; "
                + "Value null at 'validity.type' failed to satisfy constraint:"
                + " Member must not be null; "
                + "Value null at 'csr' failed to satisfy constraint: Member must not be null");
  }

  @Test
  void speaksOfOneErrorInTheSingular() {
    assertThat(refusal(DescribeCertificateAuthorityRequest.class, utf8("{}")))
        .hasMessage(
            "1 validation error detected: Value null at 'certificateAuthorityArn' failed to satisfy"
                + " constraint: Member must not be null");
  }

  @Test
  void cutsAndEscapesTheValuesItShows() {
    String value = "\\u001b[31m\\u202e" + "x".repeat(100_000);
    WireException refused =
        refusal(ListCertificateAuthoritiesRequest.class, utf8("{\"NextToken\":\"" + value + "\"}"));
    assertThat(refused.getMessage())
        .contains("Value '\\u{1b}[31m\\u{202e}" + "x".repeat(58) + "...' at 'nextToken'");
  }

  @Test
  void neverShowsABlob() {
    String blob = "QUJD".repeat(20_000);
    WireException refused =
        refusal(
            ImportCertificateAuthorityCertificateRequest.class,
            utf8(
                "{\"CertificateAuthorityArn\":\"%s\",\"Certificate\":\"%s\"}"
                    .formatted(Documents.CA_ARN, blob)));
    assertThat(refused)
        .hasMessage(
            "1 validation error detected: Value at 'certificate' failed to satisfy constraint:"
                + " Member must have length less than or equal to 32768");
  }

  @Test
  void showsABoundedNumberOfViolations() {
    String body = "{\"Tags\":[" + String.join(",", Collections.nCopies(50, "{}")) + "]}";
    WireException refused = refusal(CreateCertificateAuthorityRequest.class, utf8(body));
    assertThat(refused.getMessage())
        .startsWith("52 validation errors detected: ")
        .contains("'tags.20.member.key'")
        .doesNotContain("'tags.21.member.key'")
        .endsWith("; and 32 more");
  }

  @Test
  void doesNotJudgeItemsBeyondTheBoundOfAList() {
    String body = "{\"CustomAttributes\":[" + "{},".repeat(100_000) + "{}]}";
    assertThat(refusal(Asn1Subject.class, utf8(body)).getMessage())
        .startsWith("301 validation errors detected: ");
  }

  private static <T extends Record> WireException refusal(Class<T> type, byte[] body) {
    return Objects.requireNonNull(
        catchThrowableOfType(WireException.class, () -> WireReader.read(type, body)),
        "was accepted");
  }

  private static Named<Hostile> hostile(String name, String body, String told) {
    return Named.of(name, new Hostile(Octets.copyOf(utf8(body)), told));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
