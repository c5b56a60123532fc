package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.api.LocalApi.Answer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that have no content to compare, under a CA with name constraints. */
class UnreadableNameTest {
  /** Permits example.com. */
  private static final String CONSTRAINTS = "3011a00f300d820b6578616d706c652e636f6d";

  @Test
  void nobodyMakesAnInternalFailureOfThem() {
    try (LocalApi api = new LocalApi()) {
      String root = api.create("ROOT", Map.of());
      Answer own =
          issue(
              api,
              root,
              api.csr(root),
              "RootCACertificate_APIPassthrough",
              "2.5.29.30",
              CONSTRAINTS);
      String certificate = api.certificate(root, arn(own));
      api.ok(
          "ImportCertificateAuthorityCertificate",
          Map.of("CertificateAuthorityArn", root, "Certificate", Requests.base64(certificate)));
      String csr = api.foreignCsr();
      for (String names :
          List.of(
              "3008a4063004310205" + "00", // an RDN of NULL
              "3011a00f06082b06010505070809a003020101")) { // a mailbox that is a number
        Answer answer =
            issue(api, root, csr, "BlankEndEntityCertificate_APIPassthrough", "2.5.29.17", names);
        assertThat(answer.outcome()).as(names).isEqualTo("OK");
        assertThat(
                api.call(
                        "GetCertificate",
                        Map.of("CertificateAuthorityArn", root, "CertificateArn", arn(answer)))
                    .outcome())
            .as(names)
            .isEqualTo("RequestFailedException");
      }
    }
  }

  private static String arn(Answer issued) {
    JsonNode arn = issued.body().path("CertificateArn");
    return arn.asText();
  }

  private static Answer issue(
      LocalApi api, String ca, String csr, String template, String extension, String hex) {
    return api.call(
        "IssueCertificate",
        Map.of(
            "CertificateAuthorityArn",
            ca,
            "Csr",
            Requests.base64(csr),
            "SigningAlgorithm",
            "SHA256WITHECDSA",
            "TemplateArn",
            "arn:aws:acm-pca:::template/" + template + "/V1",
            "Validity",
            Map.of("Type", "DAYS", "Value", template.startsWith("Root") ? 3650 : 30),
            "ApiPassthrough",
            Map.of(
                "Extensions",
                Map.of(
                    "CustomExtensions",
                    List.of(
                        Map.of(
                            "ObjectIdentifier",
                            extension,
                            "Value",
                            Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex))))))));
  }
}
