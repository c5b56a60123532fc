package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;

/**
 * An active root CA made through the API.
 *
 * @param arn of the CA
 * @param signing the algorithm its certificates are signed with
 * @param certificate PEM
 */
public record RootAuthority(String arn, String signing, String certificate) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Creates it, issues its certificate and installs it.
   *
   * @param key a KeyAlgorithm of the API, such as EC_prime256v1
   * @param signing a SigningAlgorithm of the API, such as SHA256WITHECDSA
   * @throws IllegalStateException when the server refuses a step
   */
  public static RootAuthority create(
      ApiConnection api, String commonName, String key, String signing) throws IOException {
    String arn =
        api.call(
                "CreateCertificateAuthority",
                """
                {"CertificateAuthorityType":"ROOT","CertificateAuthorityConfiguration":\
                {"KeyAlgorithm":"%s","SigningAlgorithm":"%s","Subject":{"CommonName":"%s"}}}\
                """
                    .formatted(key, signing, commonName))
            .require("CertificateAuthorityArn");
    String csr = csr(api, arn);
    String issued =
        api.call(
                "IssueCertificate",
                """
                {"CertificateAuthorityArn":"%s","Csr":"%s","SigningAlgorithm":"%s",\
                "TemplateArn":"arn:aws:acm-pca:::template/RootCACertificate/V1",\
                "Validity":{"Type":"DAYS","Value":3650}}\
                """
                    .formatted(arn, base64(csr), signing))
            .require("CertificateArn");
    String certificate = certificate(api, arn, issued).require("Certificate");
    ApiAnswer installed =
        api.call(
            "ImportCertificateAuthorityCertificate",
            "{\"CertificateAuthorityArn\":\"%s\",\"Certificate\":\"%s\"}"
                .formatted(arn, base64(certificate)));
    if (!installed.ok()) {
      throw new IllegalStateException("not installed: " + installed.body());
    }
    return new RootAuthority(arn, signing, certificate);
  }

  /** The answer to GetCertificate. */
  public static ApiAnswer certificate(ApiConnection api, String authority, String certificate)
      throws IOException {
    return api.call(
        "GetCertificate",
        "{\"CertificateAuthorityArn\":\"%s\",\"CertificateArn\":\"%s\"}"
            .formatted(authority, certificate));
  }

  /**
   * The body of an IssueCertificate for an end entity.
   *
   * @param csr PEM
   * @param token of idempotency; empty for none
   */
  public String order(String csr, String token) {
    return """
    {"CertificateAuthorityArn":"%s","Csr":"%s","SigningAlgorithm":"%s",%s\
    "Validity":{"Type":"DAYS","Value":30}}\
    """
        .formatted(
            arn,
            base64(csr),
            signing,
            token.isEmpty() ? "" : "\"IdempotencyToken\":\"" + token + "\",");
  }

  /** The key is made behind the answer: asked for until it is there. */
  private static String csr(ApiConnection api, String arn) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ApiAnswer answer =
          api.call("GetCertificateAuthorityCsr", "{\"CertificateAuthorityArn\":\"" + arn + "\"}");
      if (answer.ok() || System.nanoTime() - end > 0) {
        return answer.require("Csr");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
