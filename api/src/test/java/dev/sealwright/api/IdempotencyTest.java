package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token is remembered for five minutes, for one operation of one account, and of one CA. */
class IdempotencyTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aCaIsCreatedOnceInFiveMinutes() {
    String first = created(api.call("CreateCertificateAuthority", authority("ROOT")));
    api.clock().advance(LIFE.minus(MOMENT));
    assertThat(created(api.call("CreateCertificateAuthority", authority("ROOT")))).isEqualTo(first);
    assertThat(api.call("CreateCertificateAuthority", authority("SUBORDINATE")).outcome())
        .as("other parameters")
        .isEqualTo("InvalidArgsException");
    assertThat(created(api.callAsStranger("CreateCertificateAuthority", authority("ROOT"))))
        .as("another account")
        .isNotEqualTo(first);
    // The life counts from the first request, not from a repetition.
    api.clock().advance(MOMENT);
    assertThat(created(api.call("CreateCertificateAuthority", authority("ROOT"))))
        .isNotEqualTo(first);
  }

  @Test
  void aCertificateIsIssuedOnceInFiveMinutes() {
    String root = api.activeRoot();
    String csr = api.foreignCsr();
    String first = issued(root, csr);
    api.clock().advance(LIFE.minus(MOMENT));
    assertThat(issued(root, csr)).isEqualTo(first);
    assertThat(issued(api.activeRoot(), csr)).as("another CA").isNotEqualTo(first);
    assertThat(created(api.call("CreateCertificateAuthority", authority("ROOT"))))
        .as("another operation")
        .isNotNull();
    api.clock().advance(MOMENT);
    assertThat(issued(root, csr)).isNotEqualTo(first);
  }

  @Test
  void withoutATokenEachRequestCounts() {
    Map<String, Object> request = new HashMap<>(authority("ROOT"));
    request.remove("IdempotencyToken");
    assertThat(created(api.call("CreateCertificateAuthority", request)))
        .isNotEqualTo(created(api.call("CreateCertificateAuthority", request)));
  }

  private static String created(LocalApi.Answer answer) {
    assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo("OK");
    return answer.body().get("CertificateAuthorityArn").asText();
  }

  private String issued(String root, String csr) {
    return api.ok(
            "IssueCertificate",
            Map.of(
                "CertificateAuthorityArn",
                root,
                "Csr",
                Requests.base64(csr),
                "SigningAlgorithm",
                "SHA256WITHECDSA",
                "Validity",
                Map.of("Type", "DAYS", "Value", 30),
                "IdempotencyToken",
                "same"))
        .get("CertificateArn")
        .asText();
  }

  private static Map<String, Object> authority(String type) {
    return Map.of(
        "CertificateAuthorityType",
        type,
        "CertificateAuthorityConfiguration",
        Map.of(
            "KeyAlgorithm",
            "EC_prime256v1",
            "SigningAlgorithm",
            "SHA256WITHECDSA",
            "Subject",
            Map.of("CommonName", "Once")),
        "IdempotencyToken",
        "same");
  }
}
