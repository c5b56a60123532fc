package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Permissions of ACM on a CA. */
class PermissionTest {
  static final String ACM = "acm.amazonaws.com";
  static final List<String> ALL = List.of("IssueCertificate", "GetCertificate", "ListPermissions");

  private final LocalApi api = new LocalApi();
  private final String arn = api.create("ROOT", Map.of());

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aPermissionComesAndGoes() {
    assertThat(list()).isEmpty();
    api.ok("CreatePermission", permission(arn, ACM, ALL, Map.of()));
    JsonNode listed = list();
    assertThat(listed).hasSize(1);
    JsonNode one = listed.get(0);
    assertThat(one.get("CertificateAuthorityArn").asText()).isEqualTo(arn);
    assertThat(one.get("Principal").asText()).isEqualTo(ACM);
    assertThat(one.get("SourceAccount").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(one.get("CreatedAt").asLong()).isEqualTo(LocalApi.START.getEpochSecond());
    assertThat(one.get("Actions")).extracting(JsonNode::asText).containsExactlyElementsOf(ALL);
    assertThat(one.has("Policy")).isFalse();

    api.ok("DeletePermission", delete(arn, ACM, Map.of("SourceAccount", LocalApi.ACCOUNT)));
    assertThat(list()).isEmpty();
    api.ok(
        "CreatePermission",
        permission(
            arn,
            ACM,
            List.of("GetCertificate", "GetCertificate"),
            Map.of("SourceAccount", LocalApi.ACCOUNT)));
    assertThat(list().get(0).get("Actions")).hasSize(1);
  }

  @Test
  void aStrangerSeesAndChangesNothing() {
    for (String operation : List.of("ListPermissions", "ListTags")) {
      assertThat(api.callAsStranger(operation, Requests.ca(arn)).outcome())
          .isEqualTo("AccessDeniedException");
    }
    assertThat(
            api.callAsStranger("CreatePermission", permission(arn, ACM, ALL, Map.of())).outcome())
        .isEqualTo("AccessDeniedException");
    assertThat(list()).isEmpty();
  }

  private JsonNode list() {
    JsonNode answer = api.ok("ListPermissions", Requests.ca(arn));
    assertThat(answer.has("NextToken")).isFalse();
    return answer.get("Permissions");
  }

  static Map<String, Object> permission(
      String arn, String principal, List<String> actions, Map<String, ?> more) {
    Map<String, Object> request = delete(arn, principal, more);
    request.put("Actions", actions);
    return request;
  }

  static Map<String, Object> delete(String arn, String principal, Map<String, ?> more) {
    Map<String, Object> request = Requests.ca(arn, "Principal", principal);
    request.putAll(more);
    return request;
  }
}
