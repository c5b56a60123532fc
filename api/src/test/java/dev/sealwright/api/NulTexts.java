package dev.sealwright.api;

import static dev.sealwright.api.BadInput.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * NUL in every member that is put on record as text. PostgreSQL takes none: one that got through
 * would be a batch that cannot be written, and nothing would be written after it.
 */
final class NulTexts {
  private static final String VALIDATION = "ValidationException";
  private static final String ARGUMENTS = "InvalidArgsException";
  private static final String CREATE = "CreateCertificateAuthority";

  private NulTexts() {}

  static List<BadInput> all(Estate estate) {
    String arn = estate.root();
    List<BadInput> inputs = new ArrayList<>();
    Map<String, Object> charter = Requests.create("ROOT");
    inputs.add(of("IdempotencyToken", CREATE, with(charter, "IdempotencyToken", nul("t"))));
    inputs.add(
        of(
            "IdempotencyToken",
            "IssueCertificate",
            with(estate.order(), "IdempotencyToken", nul("t"))));
    inputs.add(
        of(
            "TemplateArn",
            "IssueCertificate",
            with(estate.order(), "TemplateArn", nul(Requests.LEAF_TEMPLATE))));
    inputs.add(of("Tag", CREATE, with(charter, "Tags", List.of(Requests.tag("k", nul("v"))))));
    inputs.add(
        of("Key", "TagCertificateAuthority", Requests.tags(arn, Requests.tag(nul("k"), "v"))));
    inputs.add(
        of("Value", "TagCertificateAuthority", Requests.tags(arn, Requests.tag("k", nul("v")))));
    inputs.add(
        of(
            "CommonName",
            CREATE,
            BadDocuments.withSubject(charter, Map.of("CommonName", nul("c"))),
            ARGUMENTS));
    for (String member : List.of("S3BucketName", "CustomCname", "CustomPath")) {
      Map<String, Object> crl =
          with(
              Map.of("Enabled", true, "ExpirationInDays", 7, "S3BucketName", "lists"),
              member,
              nul("a"));
      inputs.add(
          of(
              member,
              CREATE,
              with(charter, "RevocationConfiguration", Map.of("CrlConfiguration", crl))));
    }
    inputs.add(
        of(
            "OcspCustomCname",
            CREATE,
            with(
                charter,
                "RevocationConfiguration",
                Map.of(
                    "OcspConfiguration", Map.of("Enabled", true, "OcspCustomCname", nul("a"))))));
    inputs.add(
        of(
            "S3BucketName",
            "CreateCertificateAuthorityAuditReport",
            Requests.auditReport(arn, nul("reports")),
            ARGUMENTS));
    Map<String, Object> permission =
        Map.of(
            "CertificateAuthorityArn",
            arn,
            "Principal",
            "acm.amazonaws.com",
            "SourceAccount",
            estate.account(),
            "Actions",
            List.of("IssueCertificate", "GetCertificate", "ListPermissions"));
    for (String member : List.of("Principal", "SourceAccount")) {
      inputs.add(
          of(
              member,
              "CreatePermission",
              with(permission, member, nul(String.valueOf(permission.get(member))))));
    }
    return inputs;
  }

  private static BadInput of(String member, String operation, Map<String, Object> body) {
    return of(member, operation, body, VALIDATION);
  }

  private static BadInput of(
      String member, String operation, Map<String, Object> body, String error) {
    return BadInput.of("NUL in " + member, operation, body, error);
  }

  private static String nul(String text) {
    return text + "\u0000";
  }
}
