package dev.sealwright.api;

import dev.sealwright.api.wire.Operation;
import java.util.Map;

/** A request of each operation that is right in itself, whatever the CA it names. */
final class AnyRequest {
  private static final String SERIAL = "00112233445566778899aabbccddeeff";

  private AnyRequest() {}

  /** Names the CA, where the operation takes one. */
  static Map<String, Object> to(Operation operation, String arn) {
    return switch (operation) {
      case CREATE_CERTIFICATE_AUTHORITY -> Requests.create("ROOT");
      case LIST_CERTIFICATE_AUTHORITIES -> Map.of();
      case IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE -> Requests.install(arn, "no certificate");
      case ISSUE_CERTIFICATE -> Requests.issue(arn, "no request", Requests.LEAF_TEMPLATE, 1);
      case GET_CERTIFICATE -> Requests.certificate(arn, arn + "/certificate/" + SERIAL);
      case REVOKE_CERTIFICATE -> Requests.revoke(arn, SERIAL, "SUPERSEDED");
      case CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT -> Requests.auditReport(arn, "any-bucket");
      case DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          Requests.auditReportOf(arn, "11111111-2222-3333-4444-555555555555");
      case CREATE_PERMISSION ->
          PermissionTest.permission(arn, PermissionTest.ACM, PermissionTest.ALL, Map.of());
      case DELETE_PERMISSION -> PermissionTest.delete(arn, PermissionTest.ACM, Map.of());
      case PUT_POLICY -> Requests.putPolicy(arn, policy(arn));
      case GET_POLICY, DELETE_POLICY -> Requests.policyOf(arn);
      case TAG_CERTIFICATE_AUTHORITY, UNTAG_CERTIFICATE_AUTHORITY ->
          Requests.tags(arn, Requests.tag("k", "v"));
      case UPDATE_CERTIFICATE_AUTHORITY -> Requests.ca(arn, "Status", "DISABLED");
      case DESCRIBE_CERTIFICATE_AUTHORITY,
          GET_CERTIFICATE_AUTHORITY_CSR,
          GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
          DELETE_CERTIFICATE_AUTHORITY,
          RESTORE_CERTIFICATE_AUTHORITY,
          LIST_PERMISSIONS,
          LIST_TAGS ->
          Requests.ca(arn);
    };
  }

  /** Shares the CA with another account, for reading. */
  static String policy(String arn) {
    return """
    {"Version":"2012-10-17","Statement":[{"Sid":"1","Effect":"Allow",\
    "Principal":{"AWS":"222222222222"},"Action":["acm-pca:DescribeCertificateAuthority",\
    "acm-pca:GetCertificate","acm-pca:GetCertificateAuthorityCertificate",\
    "acm-pca:ListPermissions","acm-pca:ListTags"],"Resource":"%s"}]}\
    """
        .formatted(arn);
  }
}
