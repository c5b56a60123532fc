package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deletion that is undone leaves no trace but in the state. */
class RestoredTest {
  private static final String LEAF = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void everythingIsThereAgain() {
    String root = api.activeRoot();
    String leaf = api.issue(root, api.foreignCsr(), LEAF, 30);
    String serial = leaf.substring(leaf.lastIndexOf('/') + 1);
    api.ok("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED"));
    api.ok(
        "TagCertificateAuthority",
        Map.of("CertificateAuthorityArn", root, "Tags", List.of(Map.of("Key", "k", "Value", "v"))));
    api.ok(
        "CreatePermission",
        Map.of(
            "CertificateAuthorityArn",
            root,
            "Principal",
            "acm.amazonaws.com",
            "Actions",
            List.of("IssueCertificate", "GetCertificate", "ListPermissions")));
    api.ok("PutPolicy", Map.of("ResourceArn", root, "Policy", policy(root)));
    status(root, "DISABLED");
    List<JsonNode> before = attached(root, leaf);

    api.ok("DeleteCertificateAuthority", Requests.ca(root));
    api.clock().advance(Duration.ofDays(29));
    api.ok("RestoreCertificateAuthority", Requests.ca(root));

    assertThat(attached(root, leaf)).isEqualTo(before);
    assertThat(api.call("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED")).outcome())
        .isEqualTo("RequestAlreadyProcessedException");
    status(root, "ACTIVE");
    api.issue(root, api.foreignCsr(), LEAF, 30);
  }

  private void status(String root, String status) {
    api.ok("UpdateCertificateAuthority", Map.of("CertificateAuthorityArn", root, "Status", status));
  }

  private List<JsonNode> attached(String root, String leaf) {
    Map<String, Object> ca = Requests.ca(root);
    return Stream.of(
            api.ok("ListTags", ca),
            api.ok("ListPermissions", ca),
            api.ok("GetPolicy", Map.of("ResourceArn", root)),
            api.ok(
                "GetCertificate", Map.of("CertificateAuthorityArn", root, "CertificateArn", leaf)),
            api.ok("GetCertificateAuthorityCertificate", ca))
        .toList();
  }

  private static String policy(String root) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
     "Principal": {"AWS": "210987654321"}, "Action": "acm-pca:DescribeCertificateAuthority",
     "Resource": "%s"}}\
    """
        .formatted(root);
  }
}
