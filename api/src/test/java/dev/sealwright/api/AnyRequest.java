package dev.sealwright.api;

import dev.sealwright.api.wire.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request of each operation that is right in itself, whatever the CA it names. */
final class AnyRequest {
  private static final String SERIAL = "00112233445566778899aabbccddeeff";

  private AnyRequest() {}

  /** Names the CA, where the operation takes one. */
  static Map<String, Object> to(Operation operation, String arn) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("CertificateAuthorityArn", arn);
    switch (operation) {
      case CREATE_CERTIFICATE_AUTHORITY -> {
        return Map.of(
            "CertificateAuthorityType",
            "ROOT",
            "CertificateAuthorityConfiguration",
            Map.of(
                "KeyAlgorithm",
                "EC_prime256v1",
                "SigningAlgorithm",
                "SHA256WITHECDSA",
                "Subject",
                Map.of("CommonName", "Any")));
      }
      case LIST_CERTIFICATE_AUTHORITIES -> {
        return Map.of();
      }
      case IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE ->
          request.put("Certificate", LocalApi.base64("no certificate"));
      case ISSUE_CERTIFICATE -> {
        request.put("Csr", LocalApi.base64("no request"));
        request.put("SigningAlgorithm", "SHA256WITHECDSA");
        request.put("Validity", Map.of("Type", "DAYS", "Value", 1));
      }
      case GET_CERTIFICATE -> request.put("CertificateArn", arn + "/certificate/" + SERIAL);
      case REVOKE_CERTIFICATE -> {
        request.put("CertificateSerial", SERIAL);
        request.put("RevocationReason", "SUPERSEDED");
      }
      case CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT -> {
        request.put("S3BucketName", "any-bucket");
        request.put("AuditReportResponseFormat", "JSON");
      }
      case DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          request.put("AuditReportId", "11111111-2222-3333-4444-555555555555");
      case CREATE_PERMISSION -> {
        request.put("Principal", "acm.amazonaws.com");
        request.put("Actions", List.of("IssueCertificate", "GetCertificate", "ListPermissions"));
      }
      case DELETE_PERMISSION -> request.put("Principal", "acm.amazonaws.com");
      case PUT_POLICY -> {
        return Map.of("ResourceArn", arn, "Policy", policy(arn));
      }
      case GET_POLICY, DELETE_POLICY -> {
        return Map.of("ResourceArn", arn);
      }
      case TAG_CERTIFICATE_AUTHORITY, UNTAG_CERTIFICATE_AUTHORITY ->
          request.put("Tags", List.of(Map.of("Key", "k", "Value", "v")));
      case DESCRIBE_CERTIFICATE_AUTHORITY,
          GET_CERTIFICATE_AUTHORITY_CSR,
          GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
          UPDATE_CERTIFICATE_AUTHORITY,
          DELETE_CERTIFICATE_AUTHORITY,
          RESTORE_CERTIFICATE_AUTHORITY,
          LIST_PERMISSIONS,
          LIST_TAGS -> {}
    }
    return request;
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
