package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records of calls of the API. */
class CallRecordTest {
  @TempDir Path folder;
  private ToldEvents events = new ToldEvents(Path.of("unset"));

  @BeforeEach
  void place() {
    events = new ToldEvents(folder);
  }

  private LocalApi recorded() {
    return new LocalApi(
        LocalSetup.usual()
            .withObserver(events::recorded)
            .withCalls(call -> events.log().called(call, "us-east-1")));
  }

  private List<JsonNode> calls() {
    return events.lines().stream()
        .filter(line -> line.path("eventType").asText().equals("AwsApiCall"))
        .toList();
  }

  private JsonNode last(String name) {
    return calls().stream()
        .filter(line -> line.get("eventName").asText().equals(name))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  @Test
  void whatWasAskedAndAnsweredIsThere() {
    String root;
    String leaf;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      leaf = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      api.certificate(root, leaf);
    }
    JsonNode issued = last("IssueCertificate");
    assertThat(issued.get("eventSource").asText()).isEqualTo("acm-pca.amazonaws.com");
    assertThat(issued.get("eventTime").asText()).isEqualTo(LocalApi.START.toString());
    assertThat(issued.get("awsRegion").asText()).isEqualTo("us-east-1");
    assertThat(issued.get("recipientAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(issued.at("/userIdentity/accountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(issued.at("/userIdentity/arn").asText()).endsWith(":user/administrator");
    assertThat(issued.get("readOnly").asBoolean()).isFalse();
    assertThat(issued.at("/requestParameters/certificateAuthorityArn").asText()).isEqualTo(root);
    assertThat(issued.at("/requestParameters/validity/type").asText()).isEqualTo("DAYS");
    assertThat(issued.at("/requestParameters/validity/value").asLong()).isEqualTo(30);
    assertThat(issued.at("/requestParameters/csr").asText())
        .as("no more than its length")
        .matches("\\([0-9]+ characters\\)");
    assertThat(issued.at("/responseElements/certificateArn").asText()).isEqualTo(leaf);
    assertThat(issued.has("errorCode")).isFalse();

    JsonNode read = last("GetCertificate");
    assertThat(read.get("readOnly").asBoolean()).isTrue();
    assertThat(read.at("/requestParameters/certificateArn").asText()).isEqualTo(leaf);
    assertThat(read.has("responseElements")).isFalse();
    assertThat(calls().stream().map(line -> line.get("eventID").asText())).doesNotHaveDuplicates();
  }

  @Test
  void aRefusalIsThereWithItsReason() {
    try (LocalApi api = recorded()) {
      String root = api.create("ROOT", Map.of());
      api.call("RevokeCertificate", Requests.revoke(root, "12", "SUPERSEDED"));
      api.callAsStranger("DeleteCertificateAuthority", Requests.ca(root));
      api.call("GetPolicy", Map.of("ResourceArn", 7));
      api.callRaw("ListTags", "{".getBytes(StandardCharsets.UTF_8));
    }
    JsonNode revoked = last("RevokeCertificate");
    assertThat(revoked.get("errorCode").asText()).isEqualTo("InvalidStateException");
    assertThat(revoked.get("errorMessage").asText()).contains("PENDING_CERTIFICATE");
    assertThat(revoked.at("/requestParameters/certificateSerial").asText()).isEqualTo("12");
    JsonNode denied = last("DeleteCertificateAuthority");
    assertThat(denied.get("errorCode").asText()).isEqualTo("AccessDeniedException");
    assertThat(denied.get("recipientAccountId").asText()).isEqualTo(LocalApi.OTHER_ACCOUNT);
    for (String misread : List.of("GetPolicy", "ListTags")) {
      assertThat(last(misread).has("errorCode")).isTrue();
      assertThat(last(misread).has("requestParameters")).as(misread).isFalse();
    }
  }

  /** Who has no key of ours must not be able to write into our files. */
  @Test
  void strangersLeaveNothing() {
    try (LocalApi api = recorded()) {
      assertThat(api.call("AKIANOBODY", "no secret", "ListTags", Map.of()).status())
          .isNotEqualTo(200);
      assertThat(api.call("AKIALOCALADMIN", "the wrong one", "ListTags", Map.of()).status())
          .isNotEqualTo(200);
      assertThat(api.call("NoSuchOperation", Map.of()).status()).isNotEqualTo(200);
    }
    assertThat(folder.resolve("events.jsonl")).doesNotExist();
  }

  /** One caller must not push everything else out of the file. */
  @Test
  void aLongCallHasAShortRecord() {
    try (LocalApi api = recorded()) {
      String root = api.create("ROOT", Map.of());
      Map<?, ?>[] tags =
          IntStream.range(0, 50)
              .mapToObj(i -> Requests.tag(i + "k".repeat(100), "v".repeat(256)))
              .toArray(Map<?, ?>[]::new);
      api.ok("TagCertificateAuthority", Requests.tags(root, tags));
      api.call("PutPolicy", Requests.putPolicy(root, "x".repeat(80_000)));
    }
    assertThat(last("TagCertificateAuthority").at("/requestParameters/omitted").asText())
        .matches("[0-9]+ characters");
    assertThat(last("PutPolicy").at("/requestParameters/policy").asText())
        .isEqualTo("(80000 characters)");
    assertThat(events.lines())
        .allSatisfy(line -> assertThat(line.toString().length()).isLessThan(10_000));
  }

  @Test
  void aServiceIsNamedBesideThePrincipal() {
    try (LocalApi api = recorded()) {
      OtherPrincipals.issueAsService(api, api.activeRoot());
    }
    JsonNode identity = last("IssueCertificate").get("userIdentity");
    assertThat(identity.get("invokedBy").asText()).isEqualTo("acm.amazonaws.com");
    assertThat(identity.get("arn").asText()).endsWith(":user/renewals");
  }
}
