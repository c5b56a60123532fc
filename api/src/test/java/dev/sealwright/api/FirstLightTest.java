package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthority;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityStatus;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityType;
import software.amazon.awssdk.services.acmpca.model.GetCertificateAuthorityCertificateResponse;
import software.amazon.awssdk.services.acmpca.model.GetCertificateResponse;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/**
 * The AWS SDK, unchanged but for the endpoint, through the life of a hierarchy over keys inside
 * SoftHSM2; openssl and the JDK judge what comes out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstLightTest {
  @TempDir static Path folder;

  private static ServerProcess server;
  private static AcmPcaClient pca;
  private static CaClient ca;

  @BeforeAll
  static void serve() {
    server = ServerProcess.start(folder.resolve("home"));
    pca = server.client();
    ca = new CaClient(pca);
  }

  @AfterAll
  static void end() {
    pca.close();
    server.terminate();
  }

  record Kind(KeyAlgorithm key, SigningAlgorithm algorithm, String jdkName, String opensslName) {
    @Override
    public String toString() {
      return key.toString();
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind(
            KeyAlgorithm.EC_PRIME256_V1,
            SigningAlgorithm.SHA256_WITHECDSA,
            "SHA256withECDSA",
            "NIST CURVE: P-256"),
        new Kind(
            KeyAlgorithm.EC_SECP384_R1,
            SigningAlgorithm.SHA384_WITHECDSA,
            "SHA384withECDSA",
            "NIST CURVE: P-384"),
        new Kind(
            KeyAlgorithm.EC_SECP521_R1,
            SigningAlgorithm.SHA512_WITHECDSA,
            "SHA512withECDSA",
            "NIST CURVE: P-521"),
        new Kind(
            KeyAlgorithm.RSA_2048,
            SigningAlgorithm.SHA256_WITHRSA,
            "SHA256withRSA",
            "Public-Key: (2048 bit)"),
        new Kind(
            KeyAlgorithm.RSA_3072,
            SigningAlgorithm.SHA384_WITHRSA,
            "SHA384withRSA",
            "Public-Key: (3072 bit)"),
        new Kind(
            KeyAlgorithm.RSA_4096,
            SigningAlgorithm.SHA512_WITHRSA,
            "SHA512withRSA",
            "Public-Key: (4096 bit)"));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("kinds")
  void aHierarchyOfEveryKindOfKey(Kind kind) throws GeneralSecurityException {
    OpenSsl openssl = new OpenSsl(folder);
    String root = ca.activeRoot(kind.key(), kind.algorithm(), "Root " + kind);
    CertificateAuthority shown = describe(root);
    assertThat(shown.status()).isEqualTo(CertificateAuthorityStatus.ACTIVE);
    assertThat(shown.type()).isEqualTo(CertificateAuthorityType.ROOT);
    assertThat(shown.certificateAuthorityConfiguration().keyAlgorithm()).isEqualTo(kind.key());
    assertThat(shown.certificateAuthorityConfiguration().subject().commonName())
        .isEqualTo("Root " + kind);
    assertThat(shown.ownerAccount()).isEqualTo("123456789012");
    assertThat(shown.createdAt()).isBeforeOrEqualTo(shown.lastStateChangeAt());

    GetCertificateAuthorityCertificateResponse rootCertificate = caCertificate(root);
    assertThat(rootCertificate.certificateChain()).isNull();
    assertThat(openssl.text(rootCertificate.certificate()))
        .contains(kind.opensslName())
        .contains("CA:TRUE");

    String subordinate =
        ca.activeSubordinate(
            root, kind.algorithm(), kind.key(), kind.algorithm(), "Subordinate " + kind);
    GetCertificateAuthorityCertificateResponse middle = caCertificate(subordinate);
    assertThat(middle.certificateChain()).isEqualTo(rootCertificate.certificate());

    for (List<String> newKey :
        List.of(
            List.of("-newkey", "rsa:2048"),
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"))) {
      List<String> options = new ArrayList<>(newKey);
      options.addAll(List.of("-addext", "subjectAltName=DNS:www.example.com,IP:192.0.2.7"));
      SdkBytes csr =
          openssl.request("/O=Example/CN=www.example.com", options.toArray(String[]::new));
      String leaf =
          ca.issue(
              subordinate,
              csr,
              kind.algorithm(),
              "arn:aws:acm-pca:::template/EndEntityCertificate/V1",
              90);
      GetCertificateResponse issued = ca.certificate(subordinate, leaf);
      assertThat(issued.certificateChain())
          .isEqualTo(middle.certificate() + "\n" + rootCertificate.certificate());
      openssl.verify(issued.certificate(), middle.certificate(), rootCertificate.certificate());
      judgeByJdk(
          kind, List.of(issued.certificate(), middle.certificate()), rootCertificate.certificate());
      assertThat(leaf)
          .as("the ARN ends in the serial")
          .endsWith("/certificate/" + hex(parse(issued.certificate())));
    }
  }

  @Order(2)
  @Test
  void theListShowsEveryAuthorityOverItsPages() {
    List<String> all =
        pca.listCertificateAuthorities(list -> {}).certificateAuthorities().stream()
            .map(CertificateAuthority::arn)
            .toList();
    assertThat(all).hasSize(2 * kinds().size()).doesNotHaveDuplicates();
    List<String> paged =
        pca.listCertificateAuthoritiesPaginator(list -> list.maxResults(5)).stream()
            .flatMap(page -> page.certificateAuthorities().stream())
            .map(CertificateAuthority::arn)
            .toList();
    assertThat(paged).isEqualTo(all);
  }

  @Order(3)
  @Test
  void nothingWentWrongInside() {
    assertThat(server.log()).doesNotContain("ERROR").doesNotContain(ServerProcess.SECRET);
  }

  private static void judgeByJdk(Kind kind, List<String> path, String root)
      throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (String pem : path) {
      X509Certificate certificate = parse(pem);
      assertThat(certificate.getSigAlgName()).isEqualTo(kind.jdkName());
      certificates.add(certificate);
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(parse(root), null)));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
  }

  private static String hex(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  private static X509Certificate parse(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static CertificateAuthority describe(String arn) {
    return pca.describeCertificateAuthority(describe -> describe.certificateAuthorityArn(arn))
        .certificateAuthority();
  }

  private static GetCertificateAuthorityCertificateResponse caCertificate(String arn) {
    return pca.getCertificateAuthorityCertificate(get -> get.certificateAuthorityArn(arn));
  }
}
