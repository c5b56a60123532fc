package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.AcmPcaClientBuilder;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;
import software.amazon.awssdk.services.acmpca.model.ActionType;
import software.amazon.awssdk.services.acmpca.model.AuditReportResponseFormat;
import software.amazon.awssdk.services.acmpca.model.AuditReportStatus;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthority;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityStatus;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityType;
import software.amazon.awssdk.services.acmpca.model.CreateCertificateAuthorityAuditReportResponse;
import software.amazon.awssdk.services.acmpca.model.CreateCertificateAuthorityRequest;
import software.amazon.awssdk.services.acmpca.model.CreatePermissionRequest;
import software.amazon.awssdk.services.acmpca.model.CrlType;
import software.amazon.awssdk.services.acmpca.model.ExtendedKeyUsage;
import software.amazon.awssdk.services.acmpca.model.ExtendedKeyUsageType;
import software.amazon.awssdk.services.acmpca.model.GeneralName;
import software.amazon.awssdk.services.acmpca.model.GetCertificateResponse;
import software.amazon.awssdk.services.acmpca.model.InvalidArnException;
import software.amazon.awssdk.services.acmpca.model.InvalidPolicyException;
import software.amazon.awssdk.services.acmpca.model.InvalidStateException;
import software.amazon.awssdk.services.acmpca.model.InvalidTagException;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.Permission;
import software.amazon.awssdk.services.acmpca.model.PermissionAlreadyExistsException;
import software.amazon.awssdk.services.acmpca.model.RequestAlreadyProcessedException;
import software.amazon.awssdk.services.acmpca.model.ResourceNotFoundException;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.RevokeCertificateRequest;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;
import software.amazon.awssdk.services.acmpca.model.Tag;
import software.amazon.awssdk.services.acmpca.model.ValidityPeriodType;

/**
 * The life of a CA by the AWS SDK for Java, unchanged but for the endpoint: all 23 operations,
 * waiters, paginators, typed exceptions.
 */
final class ClientLife implements ExecutionInterceptor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEMPLATES = "arn:aws:acm-pca:::template/";
  private static final ExtendedKeyUsage CLIENT_AUTH =
      ExtendedKeyUsage.builder().extendedKeyUsageType(ExtendedKeyUsageType.CLIENT_AUTH).build();
  private static final SigningAlgorithm ALGORITHM = SigningAlgorithm.SHA256_WITHECDSA;

  private final Set<String> called = new ConcurrentSkipListSet<>();
  private final AcmPcaClient pca;
  private final CaClient ca;
  private final OpenSsl openssl;
  private final Path buckets;

  /**
   * @param client builds the client that this adds itself to
   * @param work folder for openssl
   * @param buckets the folder in which the server keeps its buckets
   */
  ClientLife(AcmPcaClientBuilder client, Path work, Path buckets) {
    this.pca =
        client
            .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(this))
            .build();
    this.ca = new CaClient(pca);
    this.openssl = new OpenSsl(work);
    this.buckets = buckets;
  }

  /** Credentials come from the environment, as with every program of a user. */
  public static void main(String[] arguments) throws IOException {
    var life =
        new ClientLife(
            AcmPcaClient.builder()
                .endpointOverride(URI.create(arguments[0]))
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create()),
            Files.createTempDirectory("life-java"),
            Path.of(arguments[1]));
    System.out.println("AWS SDK for Java: " + life.live().size() + " operations OK");
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    called.add(context.request().getClass().getSimpleName().replace("Request", ""));
  }

  /** Lives through everything and returns the operations that were called. */
  Set<String> live() {
    String root = root();
    String subordinate =
        ca.activeSubordinate(
            root, ALGORITHM, KeyAlgorithm.EC_PRIME256_V1, ALGORITHM, "Java Subordinate");
    assertThat(
            pca.listCertificateAuthoritiesPaginator(list -> list.maxResults(1))
                .certificateAuthorities())
        .extracting(CertificateAuthority::arn)
        .contains(root, subordinate)
        .doesNotHaveDuplicates();
    String leaf = leaf(root, subordinate);
    tags(root);
    permissions(subordinate);
    policy(subordinate);
    revocation(subordinate, leaf);
    endAndReturn(subordinate);
    refusals(root);
    pca.close();
    return new TreeSet<>(called);
  }

  private String root() {
    CreateCertificateAuthorityRequest request =
        CreateCertificateAuthorityRequest.builder()
            .certificateAuthorityType(CertificateAuthorityType.ROOT)
            .certificateAuthorityConfiguration(configuration ->
                configuration
                    .keyAlgorithm(KeyAlgorithm.EC_PRIME256_V1)
                    .signingAlgorithm(ALGORITHM)
                    .subject(subject -> subject.commonName("Java Root")))
            .revocationConfiguration(revocation ->
                revocation
                    .crlConfiguration(
                        crl -> crl.enabled(true).expirationInDays(7).s3BucketName("life-java-crl"))
                    .ocspConfiguration(ocsp -> ocsp.enabled(true)))
            .tags(tag("owner", "java"))
            .idempotencyToken("life-java")
            .build();
    String root = pca.createCertificateAuthority(request).certificateAuthorityArn();
    assertThat(pca.createCertificateAuthority(request).certificateAuthorityArn()).isEqualTo(root);
    try (var waiter = ca.waiter()) {
      waiter.waitUntilCertificateAuthorityCSRCreated(csr -> csr.certificateAuthorityArn(root));
    }
    String own = ca.issue(root, ca.csr(root), ALGORITHM, CaClient.ROOT_TEMPLATE, 3650);
    GetCertificateResponse issued = ca.certificate(root, own);
    assertThat(issued.certificateChain()).isNull();
    pca.importCertificateAuthorityCertificate(install ->
        install
            .certificateAuthorityArn(root)
            .certificate(SdkBytes.fromUtf8String(issued.certificate())));
    CertificateAuthority described = described(root);
    assertThat(described.status()).isEqualTo(CertificateAuthorityStatus.ACTIVE);
    assertThat(described.revocationConfiguration().crlConfiguration().crlType())
        .isEqualTo(CrlType.COMPLETE);
    return root;
  }

  private String leaf(String root, String subordinate) {
    String leaf =
        pca.issueCertificate(issue ->
                issue
                    .certificateAuthorityArn(subordinate)
                    .csr(openssl.request("/CN=asked", Estate.EC))
                    .signingAlgorithm(ALGORITHM)
                    .templateArn(TEMPLATES + "BlankEndEntityCertificate_APIPassthrough/V1")
                    .validity(validity -> validity.type(ValidityPeriodType.DAYS).value(30L))
                    .apiPassthrough(pass ->
                        pass.subject(subject -> subject.commonName("given.example.com"))
                            .extensions(extensions ->
                                extensions
                                    .keyUsage(usage -> usage.digitalSignature(true))
                                    .extendedKeyUsage(CLIENT_AUTH)
                                    .subjectAlternativeNames(
                                        GeneralName.builder().dnsName("given.example.com").build(),
                                        GeneralName.builder()
                                            .rfc822Name("someone@example.com")
                                            .build()))))
            .certificateArn();
    try (var waiter = ca.waiter()) {
      waiter.waitUntilCertificateIssued(
          get -> get.certificateAuthorityArn(subordinate).certificateArn(leaf));
    }
    GetCertificateResponse issued = ca.certificate(subordinate, leaf);
    openssl.verify(
        issued.certificate(), issued.certificateChain(), ca.certificateOf(root).asUtf8String());
    assertThat(openssl.text(issued.certificate()))
        .contains("CN = given.example.com", "DNS:given.example.com", "email:someone@example.com");
    return leaf;
  }

  private void tags(String root) {
    pca.tagCertificateAuthority(
        tag -> tag.certificateAuthorityArn(root).tags(tag("k0", "0"), tag("k1", "1")));
    assertThat(
            pca.listTagsPaginator(list -> list.certificateAuthorityArn(root).maxResults(2)).tags())
        .extracting(Tag::key)
        .containsExactlyInAnyOrder("k0", "k1", "owner");
    pca.untagCertificateAuthority(
        untag -> untag.certificateAuthorityArn(root).tags(tag("k0", null)));
    refused(
        InvalidTagException.class,
        () ->
            pca.tagCertificateAuthority(
                tag -> tag.certificateAuthorityArn(root).tags(tag("aws:x", "y"))));
  }

  private static Tag tag(String key, @Nullable String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private void permissions(String arn) {
    CreatePermissionRequest request =
        CreatePermissionRequest.builder()
            .certificateAuthorityArn(arn)
            .principal("acm.amazonaws.com")
            .actions(
                ActionType.ISSUE_CERTIFICATE,
                ActionType.GET_CERTIFICATE,
                ActionType.LIST_PERMISSIONS)
            .build();
    pca.createPermission(request);
    refused(PermissionAlreadyExistsException.class, () -> pca.createPermission(request));
    assertThat(
            pca.listPermissionsPaginator(list -> list.certificateAuthorityArn(arn)).permissions())
        .singleElement()
        .extracting(Permission::sourceAccount)
        .isEqualTo(arn.split(":", -1)[4]);
    pca.deletePermission(
        delete -> delete.certificateAuthorityArn(arn).principal("acm.amazonaws.com"));
  }

  private void policy(String arn) {
    String policy = json(Map.of("Version", "2012-10-17", "Statement", statements(arn)));
    refused(ResourceNotFoundException.class, () -> pca.getPolicy(get -> get.resourceArn(arn)));
    pca.putPolicy(put -> put.resourceArn(arn).policy(policy));
    assertThat(pca.getPolicy(get -> get.resourceArn(arn)).policy()).isEqualTo(policy);
    refused(
        InvalidPolicyException.class,
        () -> pca.putPolicy(put -> put.resourceArn(arn).policy("{}")));
    pca.deletePolicy(delete -> delete.resourceArn(arn));
  }

  private static List<Map<String, Object>> statements(String arn) {
    return List.of(
        Map.of(
            "Effect",
            "Allow",
            "Principal",
            Map.of("AWS", "111122223333"),
            "Action",
            List.of(
                "acm-pca:DescribeCertificateAuthority",
                "acm-pca:GetCertificate",
                "acm-pca:GetCertificateAuthorityCertificate",
                "acm-pca:ListPermissions",
                "acm-pca:ListTags"),
            "Resource",
            arn),
        Map.of(
            "Effect",
            "Allow",
            "Principal",
            Map.of("AWS", "111122223333"),
            "Action",
            "acm-pca:IssueCertificate",
            "Resource",
            arn,
            "Condition",
            Map.of(
                "StringEquals",
                Map.of("acm-pca:TemplateArn", TEMPLATES + "EndEntityCertificate/V1"))));
  }

  private void revocation(String arn, String leaf) {
    RevokeCertificateRequest request =
        RevokeCertificateRequest.builder()
            .certificateAuthorityArn(arn)
            .certificateSerial(leaf.substring(leaf.lastIndexOf('/') + 1))
            .revocationReason(RevocationReason.AFFILIATION_CHANGED)
            .build();
    pca.revokeCertificate(request);
    refused(RequestAlreadyProcessedException.class, () -> pca.revokeCertificate(request));
    CreateCertificateAuthorityAuditReportResponse report =
        pca.createCertificateAuthorityAuditReport(create ->
            create
                .certificateAuthorityArn(arn)
                .s3BucketName("life-java-reports")
                .auditReportResponseFormat(AuditReportResponseFormat.JSON));
    try (var waiter = ca.waiter()) {
      waiter.waitUntilAuditReportCreated(
          describe -> describe.certificateAuthorityArn(arn).auditReportId(report.auditReportId()));
    }
    assertThat(
            pca.describeCertificateAuthorityAuditReport(describe ->
                    describe.certificateAuthorityArn(arn).auditReportId(report.auditReportId()))
                .auditReportStatus())
        .isEqualTo(AuditReportStatus.SUCCESS);
    JsonNode rows = read(buckets.resolve("life-java-reports").resolve(report.s3Key()));
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).path("revocationReason").asText()).isEqualTo("AFFILIATION_CHANGED");
  }

  private void endAndReturn(String arn) {
    update(arn, CertificateAuthorityStatus.DISABLED);
    assertThat(
            refused(
                InvalidStateException.class,
                () ->
                    ca.issue(
                        arn, ca.csr(arn), ALGORITHM, TEMPLATES + "EndEntityCertificate/V1", 1)))
        .hasMessageContaining("not in a valid state for issuing certificates");
    update(arn, CertificateAuthorityStatus.ACTIVE);
    refused(
        InvalidStateException.class,
        () -> pca.deleteCertificateAuthority(delete -> delete.certificateAuthorityArn(arn)));
    update(arn, CertificateAuthorityStatus.DISABLED);
    pca.deleteCertificateAuthority(
        delete -> delete.certificateAuthorityArn(arn).permanentDeletionTimeInDays(7));
    assertThat(described(arn).restorableUntil())
        .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(8)));
    pca.restoreCertificateAuthority(restore -> restore.certificateAuthorityArn(arn));
    assertThat(described(arn).status()).isEqualTo(CertificateAuthorityStatus.DISABLED);
  }

  private void refusals(String root) {
    refused(InvalidArnException.class, () -> described("arn:aws:acm-pca:::x"));
    String missing = root.substring(0, root.length() - 12) + "000000000000";
    refused(ResourceNotFoundException.class, () -> described(missing));
  }

  private void update(String arn, CertificateAuthorityStatus status) {
    pca.updateCertificateAuthority(update -> update.certificateAuthorityArn(arn).status(status));
  }

  private CertificateAuthority described(String arn) {
    return pca.describeCertificateAuthority(describe -> describe.certificateAuthorityArn(arn))
        .certificateAuthority();
  }

  /** The call must fail with this modelled exception. */
  private static <E extends AcmPcaException> E refused(Class<E> type, ThrowingCallable call) {
    E refusal = catchThrowableOfType(type, call);
    assertThat(refusal).as(type.getSimpleName()).isNotNull();
    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(refusal.requestId()).isNotBlank();
    return refusal;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
