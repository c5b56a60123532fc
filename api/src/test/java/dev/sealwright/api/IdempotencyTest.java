package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    Map<String, Object> request = authority("ROOT");
    request.remove("IdempotencyToken");
    assertThat(created(api.call("CreateCertificateAuthority", request)))
        .isNotEqualTo(created(api.call("CreateCertificateAuthority", request)));
  }

  private static String created(LocalApi.Answer answer) {
    assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo("OK");
    return answer.body().get("CertificateAuthorityArn").asText();
  }

  private String issued(String root, String csr) {
    Map<String, Object> request = Requests.issue(root, csr);
    request.put("IdempotencyToken", "same");
    return api.ok("IssueCertificate", request).get("CertificateArn").asText();
  }

  private static Map<String, Object> authority(String type) {
    Map<String, Object> request = Requests.create(type);
    request.put("IdempotencyToken", "same");
    return request;
  }
}
