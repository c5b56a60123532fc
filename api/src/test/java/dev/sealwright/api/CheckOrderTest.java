package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of several things wrong with one request, the first in the order of checks is told. */
class CheckOrderTest {
  private static final String WAITS =
      "The certificate authority is not in a valid state for issuing certificates";

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  record Wrong(String name, Map<String, ?> members) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Wrong> semantics() {
    String arn = "arn:aws:acm-pca:::template/";
    return List.of(
        new Wrong("an unknown template", Map.of("TemplateArn", arn + "NoSuch/V1")),
        new Wrong(
            "a template of another partition",
            Map.of("TemplateArn", "arn:aws-cn:acm-pca:::template/EndEntityCertificate/V1")),
        new Wrong("an algorithm not offered", Map.of("SigningAlgorithm", "SM3WITHSM2")),
        new Wrong("an algorithm of another family", Map.of("SigningAlgorithm", "SHA256WITHRSA")),
        new Wrong("no CSR", Map.of("Csr", Requests.base64("no request"))),
        new Wrong(
            "a key usage without a usage",
            Map.of(
                "TemplateArn",
                arn + "EndEntityCertificate_APIPassthrough/V1",
                "ApiPassthrough",
                Map.of("Extensions", Map.of("KeyUsage", Map.of())))),
        new Wrong(
            "a validity that is over", Map.of("Validity", Map.of("Type", "ABSOLUTE", "Value", 1))));
  }

  @ParameterizedTest
  @MethodSource("semantics")
  void theStateComesBeforeWhatTheOrderSays(Wrong wrong) {
    for (String type : List.of("ROOT", "SUBORDINATE")) {
      LocalApi.Answer answer = issue(api.create(type, Map.of()), wrong.members());
      assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo("InvalidStateException");
      assertThat(answer.message()).startsWith(WAITS);
    }
  }

  @Test
  void aSubordinateIsNotHelpedByARootTemplate() {
    LocalApi.Answer answer =
        issue(
            api.create("SUBORDINATE", Map.of()),
            Map.of("TemplateArn", "arn:aws:acm-pca:::template/RootCACertificate/V1"));
    assertThat(answer.outcome()).isEqualTo("InvalidStateException");
    assertThat(answer.message()).startsWith(WAITS);
  }

  @Test
  void constraintsThenRightsThenExistenceThenState() {
    String pending = api.create("ROOT", Map.of());
    Map<String, Object> order = new HashMap<>(order(pending));
    String absent = pending.substring(0, pending.length() - 36) + new UUID(0, 0);

    order.put("Validity", Map.of("Type", "DAYS", "Value", 0));
    assertThat(api.callAsStranger("IssueCertificate", order).outcome())
        .isEqualTo("ValidationException");
    order.put("Validity", Map.of("Type", "DAYS", "Value", 1));
    assertThat(api.callAsStranger("IssueCertificate", order).outcome())
        .isEqualTo("AccessDeniedException");
    order.put("CertificateAuthorityArn", absent);
    order.put("SigningAlgorithm", "SM3WITHSM2");
    assertThat(api.call("IssueCertificate", order).outcome())
        .isEqualTo("ResourceNotFoundException");
    order.put("CertificateAuthorityArn", pending);
    assertThat(api.call("IssueCertificate", order).outcome()).isEqualTo("InvalidStateException");
  }

  private LocalApi.Answer issue(String arn, Map<String, ?> more) {
    Map<String, Object> order = new HashMap<>(order(arn));
    order.putAll(more);
    return api.call("IssueCertificate", order);
  }

  private static Map<String, Object> order(String arn) {
    return Map.of(
        "CertificateAuthorityArn",
        arn,
        "Csr",
        Requests.base64("no request"),
        "SigningAlgorithm",
        "SHA256WITHECDSA",
        "Validity",
        Map.of("Type", "DAYS", "Value", 1));
  }
}
