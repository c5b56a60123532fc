package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CA's subject is standard members or a list, and is shown in the form it was given in. */
class SubjectFormTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Map<String, String>> LIST =
      List.of(
          attribute("0.9.2342.19200300.100.1.25", "com"),
          attribute("0.9.2342.19200300.100.1.25", "example"),
          attribute("2.5.4.3", "A Listed CA"));

  @TempDir private Path folder;

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aListStaysAListInItsOrder() {
    String arn = api.create("ROOT", Map.of("CertificateAuthorityConfiguration", of(LIST)));
    assertThat(shown(arn)).isEqualTo(JSON.valueToTree(Map.of("CustomAttributes", LIST)));
    assertThat(subject(arn)).isEqualTo("Subject:DC=com,DC=example,CN=AListedCA");
  }

  @Test
  void standardMembersAreWrittenInTheirOrderAndEmptyOnesNotAtAll() {
    Map<String, String> members =
        Map.of("CommonName", "A CA", "Organization", "Acme", "Country", "DE", "Locality", "");
    String arn = api.create("ROOT", Map.of("CertificateAuthorityConfiguration", with(members)));
    assertThat(shown(arn)).isEqualTo(JSON.valueToTree(members));
    assertThat(subject(arn)).isEqualTo("Subject:C=DE,O=Acme,CN=ACA");
  }

  @Test
  void oneFormOrTheOtherAndSomethingInIt() {
    for (Map<String, ?> subject :
        List.of(
            Map.of("CommonName", "A CA", "CustomAttributes", LIST),
            Map.<String, String>of(),
            Map.of("CommonName", ""))) {
      assertThat(
              api.call(
                      "CreateCertificateAuthority",
                      Map.of(
                          "CertificateAuthorityType",
                          "ROOT",
                          "CertificateAuthorityConfiguration",
                          with(subject)))
                  .outcome())
          .as("%s", subject)
          .isEqualTo("InvalidArgsException");
    }
  }

  private Object shown(String arn) {
    return api.ok("DescribeCertificateAuthority", Requests.ca(arn))
        .at("/CertificateAuthority/CertificateAuthorityConfiguration/Subject");
  }

  /** As openssl reads it, first attribute first, without the spaces that its versions differ in. */
  private String subject(String arn) {
    return new OpenSsl(folder)
        .requestText(api.csr(arn))
        .lines()
        .filter(line -> line.contains("Subject:"))
        .map(line -> line.replace(" ", ""))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> attribute(String oid, String value) {
    return Map.of("ObjectIdentifier", oid, "Value", value);
  }

  private static Map<String, ?> of(List<?> attributes) {
    return with(Map.of("CustomAttributes", attributes));
  }

  private static Map<String, ?> with(Map<String, ?> subject) {
    return Map.of(
        "KeyAlgorithm", "EC_prime256v1", "SigningAlgorithm", "SHA256WITHECDSA", "Subject", subject);
  }
}
