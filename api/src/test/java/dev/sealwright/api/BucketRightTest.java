package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.LocalApi.Answer;
import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service writes into buckets for callers, but never where they may not write themselves. */
class BucketRightTest {
  private static final String SECRET = "a-secret-of-a-principal";

  private final LocalApi api = new LocalApi();
  private final String root = api.activeRoot();
  private final String id = root.substring(root.lastIndexOf('/') + 1);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aReportGoesNowhereThatTheCallerIsDenied() {
    for (String object :
        List.of("audit-report/" + id + "/*", "*.json", "audit-report/*/*-*-*-*-*.json")) {
      admit(statement("Allow", "*"), statement("Deny", "arn:aws:s3:::reports/" + object));
      assertThat(
              as("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, "reports"))
                  .outcome())
          .as(object)
          .isEqualTo("AccessDeniedException");
    }
    admit(statement("Allow", "arn:aws:s3:::reports/audit-report/" + id + "/*"));
    assertThat(
            as("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, "reports"))
                .outcome())
        .isEqualTo("OK");
  }

  @Test
  void listsGoNowhereThatTheCallerIsDenied() {
    admit(
        statement("Allow", "*"),
        statement("Deny", "arn:aws:s3:::lists/team-b/*"),
        statement("Deny", "arn:aws:s3:::shared/crl/" + id + ".crl"));
    assertThat(update(Map.of("S3BucketName", "lists", "CustomPath", "team-b")))
        .isEqualTo("InvalidPolicyException");
    assertThat(update(Map.of("S3BucketName", "lists", "CustomPath", "team-b/below")))
        .isEqualTo("InvalidPolicyException");
    assertThat(update(Map.of("S3BucketName", "shared"))).isEqualTo("InvalidPolicyException");
    assertThat(update(Map.of("S3BucketName", "lists", "CustomPath", "team-a"))).isEqualTo("OK");
    assertThat(update(Map.of("S3BucketName", "shared", "CustomPath", "/"))).isEqualTo("OK");
  }

  @Test
  void aNewCaHasNoRightThatItsMakerHasNot() {
    admit(statement("Allow", "*"), statement("Deny", "arn:aws:s3:::lists/team-b/*"));
    Map<String, Object> request =
        new LinkedHashMap<>(
            Map.of(
                "CertificateAuthorityType",
                "ROOT",
                "CertificateAuthorityConfiguration",
                Map.of(
                    "KeyAlgorithm",
                    "EC_prime256v1",
                    "SigningAlgorithm",
                    "SHA256WITHECDSA",
                    "Subject",
                    Map.of("CommonName", "deputy"))));
    request.put(
        "RevocationConfiguration", crl(Map.of("S3BucketName", "lists", "CustomPath", "team-b")));
    assertThat(as("CreateCertificateAuthority", request).outcome())
        .isEqualTo("InvalidPolicyException");
    request.put("RevocationConfiguration", crl(Map.of("S3BucketName", "lists")));
    assertThat(as("CreateCertificateAuthority", request).outcome()).isEqualTo("OK");
  }

  private String update(Map<String, String> where) {
    return as(
            "UpdateCertificateAuthority",
            Map.of("CertificateAuthorityArn", root, "RevocationConfiguration", crl(where)))
        .outcome();
  }

  private static Map<String, ?> crl(Map<String, String> where) {
    Map<String, Object> crl = new LinkedHashMap<>(where);
    crl.put("Enabled", true);
    return Map.of("CrlConfiguration", crl);
  }

  private static String statement(String effect, String object) {
    return "{\"Effect\":\"%s\",\"Action\":\"s3:PutObject\",\"Resource\":\"%s\"}"
        .formatted(effect, object);
  }

  private void admit(String... statements) {
    String all =
        "{\"Version\":\"2012-10-17\",\"Statement\":["
            + "{\"Effect\":\"Allow\",\"Action\":\"acm-pca:*\",\"Resource\":\"*\"},"
            + String.join(",", statements)
            + "]}";
    api.admit(
        new AccessKey(
            "AKIADEPUTY",
            SECRET,
            new Caller(
                new Principal(
                    LocalApi.ACCOUNT,
                    "arn:aws:iam::" + LocalApi.ACCOUNT + ":user/deputy",
                    null,
                    null),
                List.of(PolicyDocument.parseIdentity(all)),
                null)));
  }

  private Answer as(String operation, Map<String, ?> request) {
    return api.call("AKIADEPUTY", SECRET, operation, request);
  }
}
