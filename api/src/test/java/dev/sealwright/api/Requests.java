package dev.sealwright.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests that are right in themselves; each is a map of its own, with members to spoil. */
final class Requests {
  static final String ROOT_TEMPLATE = template("RootCACertificate");
  static final String LEAF_TEMPLATE = template("EndEntityCertificate");

  private Requests() {}

  /** Of the many operations that name a CA and nothing else. */
  static Map<String, Object> ca(String arn) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("CertificateAuthorityArn", arn);
    return request;
  }

  /** Names a CA and one member more. */
  static Map<String, Object> ca(String arn, String member, Object value) {
    Map<String, Object> request = ca(arn);
    request.put(member, value);
    return request;
  }

  /** Creates a CA with a P-256 key. */
  static Map<String, Object> create(String type) {
    return create(type, configuration(Map.of("CommonName", "Local " + type)));
  }

  static Map<String, Object> create(String type, Map<String, Object> configuration) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("CertificateAuthorityType", type);
    request.put("CertificateAuthorityConfiguration", configuration);
    return request;
  }

  /** With a P-256 key. */
  static Map<String, Object> configuration() {
    return configuration(Map.of("CommonName", "Local"));
  }

  /** With a P-256 key. */
  static Map<String, Object> configuration(Map<String, ?> subject) {
    return configuration("EC_prime256v1", "SHA256WITHECDSA", subject);
  }

  static Map<String, Object> configuration(String key, String signing, Map<String, ?> subject) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("KeyAlgorithm", key);
    configuration.put("SigningAlgorithm", signing);
    configuration.put("Subject", subject);
    return configuration;
  }

  /** Installs a certificate without a chain. */
  static Map<String, Object> install(String arn, String certificatePem) {
    return ca(arn, "Certificate", base64(certificatePem));
  }

  /** Issues an end entity's certificate for a month, by a P-256 key and the usual template. */
  static Map<String, Object> issue(String arn, String csrPem) {
    Map<String, Object> request = ca(arn);
    request.put("Csr", base64(csrPem));
    request.put("SigningAlgorithm", "SHA256WITHECDSA");
    request.put("Validity", days(30));
    return request;
  }

  /** Issues by a P-256 key. */
  static Map<String, Object> issue(String arn, String csrPem, String template, long days) {
    Map<String, Object> request = issue(arn, csrPem);
    request.put("TemplateArn", template);
    request.put("Validity", days(days));
    return request;
  }

  static Map<String, Object> days(long days) {
    return Map.of("Type", "DAYS", "Value", days);
  }

  static String template(String name) {
    return "arn:aws:acm-pca:::template/" + name + "/V1";
  }

  static Map<String, Object> certificate(String arn, String certificateArn) {
    return ca(arn, "CertificateArn", certificateArn);
  }

  static Map<String, Object> revoke(String arn, String serial, String reason) {
    Map<String, Object> request = ca(arn);
    request.put("CertificateSerial", serial);
    request.put("RevocationReason", reason);
    return request;
  }

  static Map<String, Object> auditReport(String arn, String bucket) {
    Map<String, Object> request = ca(arn);
    request.put("S3BucketName", bucket);
    request.put("AuditReportResponseFormat", "JSON");
    return request;
  }

  /** Asks how far a report is. */
  static Map<String, Object> auditReportOf(String arn, String id) {
    return ca(arn, "AuditReportId", id);
  }

  /** Puts tags on a CA, or takes them off. */
  static Map<String, Object> tags(String arn, Map<?, ?>... tags) {
    return ca(arn, "Tags", List.of(tags));
  }

  static Map<String, String> tag(String key, @Nullable String value) {
    return value == null ? Map.of("Key", key) : Map.of("Key", key, "Value", value);
  }

  /** Reads a CA's policy, or takes it off. */
  static Map<String, Object> policyOf(String arn) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("ResourceArn", arn);
    return request;
  }

  static Map<String, Object> putPolicy(String arn, String policy) {
    Map<String, Object> request = policyOf(arn);
    request.put("Policy", policy);
    return request;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
