package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who revokes writes to the bucket of the list, so it needs that right itself. */
class RevokerRightTest {
  private static final String ID = "AKIAREVOKER";
  private static final String SECRET = "a-secret-that-this-test-knows";

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void theRightToRevokeIsNotTheRightToWriteTheList() {
    admit("\"acm-pca:*\"");
    String root = api.activeRoot();
    assertThat(revoke(root, issue(root)).outcome()).as("no list").isEqualTo("OK");

    list(root, "my-bucket");
    String serial = issue(root);
    LocalApi.Answer refused = revoke(root, serial);
    assertThat(refused.outcome()).isEqualTo("RequestFailedException");
    assertThat(refused.message()).contains("s3:PutObject").doesNotContain("my-bucket");

    admit("\"acm-pca:*\", \"s3:PutObject\"");
    assertThat(revoke(root, serial).outcome()).isEqualTo("OK");

    String last = issue(root);
    admit("\"acm-pca:*\"");
    api.ok(
        "UpdateCertificateAuthority",
        update(root, Map.of("CrlConfiguration", Map.of("Enabled", false))));
    assertThat(revoke(root, last).outcome()).as("no list any more").isEqualTo("OK");
  }

  private void list(String root, String bucket) {
    api.ok(
        "UpdateCertificateAuthority",
        update(root, Map.of("CrlConfiguration", Map.of("Enabled", true, "S3BucketName", bucket))));
  }

  private static Map<String, ?> update(String root, Map<String, ?> revocation) {
    return Map.of("CertificateAuthorityArn", root, "RevocationConfiguration", revocation);
  }

  private String issue(String root) {
    String arn =
        api.issue(root, api.foreignCsr(), "arn:aws:acm-pca:::template/EndEntityCertificate/V1", 30);
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private LocalApi.Answer revoke(String root, String serial) {
    return api.call(ID, SECRET, "RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED"));
  }

  private void admit(String actions) {
    api.admit(
        new AccessKey(
            ID,
            SECRET,
            new Caller(
                new Principal(
                    LocalApi.ACCOUNT,
                    "arn:aws:iam::" + LocalApi.ACCOUNT + ":user/revoker",
                    null,
                    null),
                List.of(
                    PolicyDocument.parseIdentity(
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": ["
                            + actions
                            + "]}}")),
                null)));
  }
}
