package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers hold when a request leaves everything to the defaults, and in which form. */
class AnswerFormTest {
  private static final String TEMPLATE = "arn:aws:acm-pca:::template/";
  private static final String END = "-----END CERTIFICATE-----";

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void describeShowsTheDefaultsAndLeavesOutWhatThereIsNot() throws Exception {
    String arn = api.create("ROOT", Map.of());
    JsonNode shown = describe(arn);
    List<String> members = new ArrayList<>();
    shown.fieldNames().forEachRemaining(members::add);
    assertThat(members)
        .containsExactlyInAnyOrder(
            "Arn",
            "OwnerAccount",
            "CreatedAt",
            "LastStateChangeAt",
            "Type",
            "Status",
            "CertificateAuthorityConfiguration",
            "RevocationConfiguration",
            "KeyStorageSecurityStandard",
            "UsageMode");
    assertThat(shown.get("OwnerAccount").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(shown.get("KeyStorageSecurityStandard").asText())
        .isEqualTo("FIPS_140_2_LEVEL_3_OR_HIGHER");
    assertThat(shown.get("UsageMode").asText()).isEqualTo("GENERAL_PURPOSE");
    assertThat(shown.at("/RevocationConfiguration/CrlConfiguration/Enabled").asBoolean(true))
        .isFalse();
    assertThat(shown.at("/RevocationConfiguration/OcspConfiguration/Enabled").asBoolean(true))
        .isFalse();

    String root = api.activeRoot();
    JsonNode active = describe(root);
    X509Certificate own =
        read(
            api.ok("GetCertificateAuthorityCertificate", Requests.ca(root))
                .get("Certificate")
                .asText());
    assertThat(new BigInteger(active.get("Serial").asText())).isEqualTo(own.getSerialNumber());
    assertThat(Instant.ofEpochSecond(active.get("NotBefore").asLong()))
        .isEqualTo(own.getNotBefore().toInstant())
        .isEqualTo(LocalApi.START.minus(Duration.ofMinutes(60)));
    assertThat(Instant.ofEpochSecond(active.get("NotAfter").asLong()))
        .isEqualTo(own.getNotAfter().toInstant())
        .isEqualTo(LocalApi.START.plus(Duration.ofDays(3650)));
  }

  @Test
  void certificatesAreBarePemAndTheirChainEndsAtTheRoot() throws Exception {
    String root = api.activeRoot();
    JsonNode top = api.ok("GetCertificateAuthorityCertificate", Requests.ca(root));
    assertThat(top.has("CertificateChain")).as("of a root").isFalse();
    String rootPem = top.get("Certificate").asText();

    String middle = api.create("SUBORDINATE", Map.of());
    JsonNode issued =
        get(
            root,
            api.issue(
                root, api.csr(middle), TEMPLATE + "SubordinateCACertificate_PathLen0/V1", 365));
    String middlePem = issued.get("Certificate").asText();
    assertThat(issued.get("CertificateChain").asText()).isEqualTo(rootPem);
    api.ok(
        "ImportCertificateAuthorityCertificate",
        Map.of(
            "CertificateAuthorityArn",
            middle,
            "Certificate",
            Requests.base64(middlePem),
            "CertificateChain",
            Requests.base64(rootPem)));
    JsonNode own = api.ok("GetCertificateAuthorityCertificate", Requests.ca(middle));
    assertThat(own.get("Certificate").asText()).isEqualTo(middlePem);
    assertThat(own.get("CertificateChain").asText()).isEqualTo(rootPem);

    JsonNode leaf =
        get(middle, api.issue(middle, api.foreignCsr(), TEMPLATE + "EndEntityCertificate/V1", 30));
    assertThat(leaf.get("Certificate").asText()).endsWith(END);
    assertThat(leaf.get("CertificateChain").asText()).isEqualTo(middlePem + "\n" + rootPem);
    X509Certificate parsed = read(leaf.get("Certificate").asText());
    parsed.verify(read(middlePem).getPublicKey());
    read(middlePem).verify(read(rootPem).getPublicKey());
  }

  @Test
  void aPageOfCasHasAtMostAHundredWhateverIsAsked() {
    for (int number = 0; number < 101; number++) {
      api.create("ROOT", Map.of());
      api.clock().advance(Duration.ofMillis(1));
    }
    for (Map<String, Integer> asked :
        List.<Map<String, Integer>>of(Map.of(), Map.of("MaxResults", 1000))) {
      JsonNode page = api.ok("ListCertificateAuthorities", asked);
      assertThat(page.get("CertificateAuthorities")).hasSize(100);
      JsonNode rest =
          api.ok("ListCertificateAuthorities", Map.of("NextToken", page.get("NextToken").asText()));
      assertThat(rest.get("CertificateAuthorities")).hasSize(1);
      assertThat(rest.has("NextToken")).isFalse();
      assertThat(page.at("/CertificateAuthorities/0/CreatedAt").decimalValue())
          .as("in order of creation")
          .isLessThan(rest.at("/CertificateAuthorities/0/CreatedAt").decimalValue());
    }
  }

  private JsonNode describe(String arn) {
    return api.ok("DescribeCertificateAuthority", Requests.ca(arn)).get("CertificateAuthority");
  }

  private JsonNode get(String ca, String certificate) {
    return api.ok(
        "GetCertificate", Map.of("CertificateAuthorityArn", ca, "CertificateArn", certificate));
  }

  private static X509Certificate read(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
