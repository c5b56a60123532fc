package dev.sealwright.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Mutation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Audit reports, read by other code than wrote them and held against the certificates. */
class AuditReportTest {
  private static final String BUCKET = "reports";
  private static final List<String> COLUMNS =
      List.of(
          "awsAccountId",
          "requestedByServicePrincipal",
          "certificateArn",
          "serial",
          "subject",
          "notBefore",
          "notAfter",
          "issuedAt",
          "revokedAt",
          "revocationReason",
          "templateArn");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxxx").withZone(ZoneOffset.UTC);

  private final LocalApi api = new LocalApi();
  private final String root = api.activeRoot();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void bothFormsSayWhatTheCertificatesSay() throws Exception {
    String plain =
        api.issue(root, subjectCsr(Map.of("CommonName", "plain")), Requests.LEAF_TEMPLATE, 30);
    String odd =
        api.issue(
            root,
            subjectCsr(
                Map.of(
                    "CommonName",
                    "\"a\", b\\c; #1",
                    "Organization",
                    "M\u00fcller + S\u00f6hne",
                    "SerialNumber",
                    "42",
                    "Country",
                    "DE")),
            Requests.LEAF_TEMPLATE,
            60);
    api.clock().advance(Duration.ofHours(1));
    String serial = odd.substring(odd.lastIndexOf('/') + 1);
    api.ok("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED"));
    String revokedAt = TIME.format(api.clock().instant());

    List<Map<String, String>> json = json(report("JSON"));
    api.clock().advance(Duration.ofMinutes(30));
    List<Map<String, String>> csv = csv(report("CSV"));

    assertThat(csv).isEqualTo(json).hasSize(3);
    Map<String, Map<String, String>> byArn = new HashMap<>();
    json.forEach(entry -> byArn.put(entry.get("certificateArn"), entry));
    assertThat(byArn).hasSize(3).containsKeys(plain, odd);
    for (Map<String, String> entry : json) {
      X509Certificate certificate = certificate(cell(entry, "certificateArn"));
      assertThat(cell(entry, "serial").replace(":", ""))
          .isEqualTo("%032x".formatted(certificate.getSerialNumber()));
      assertThat(entry.get("serial")).matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
      assertThat(new X500Principal(entry.get("subject")))
          .isEqualTo(certificate.getSubjectX500Principal());
      assertThat(entry.get("notBefore"))
          .isEqualTo(TIME.format(certificate.getNotBefore().toInstant()));
      assertThat(entry.get("notAfter"))
          .isEqualTo(TIME.format(certificate.getNotAfter().toInstant()));
      assertThat(entry.get("issuedAt")).isEqualTo(TIME.format(LocalApi.START)).endsWith("+0000");
      assertThat(entry).containsEntry("awsAccountId", LocalApi.ACCOUNT);
      assertThat(entry).doesNotContainKey("requestedByServicePrincipal");
    }
    assertThat(byArn.get(odd))
        .containsEntry("revokedAt", revokedAt)
        .containsEntry("revocationReason", "SUPERSEDED")
        .containsEntry("templateArn", Requests.LEAF_TEMPLATE);
    assertThat(cell(requireNonNull(byArn.get(odd)), "subject")).contains("2.5.4.5=#13023432");
    assertThat(byArn.get(plain)).doesNotContainKeys("revokedAt", "revocationReason");
    assertThat(json.stream().map(entry -> entry.get("templateArn")))
        .contains(Requests.ROOT_TEMPLATE);
  }

  @Test
  void moreThanOnePageOfCertificates() throws Exception {
    String csr = api.foreignCsr();
    for (int i = 0; i < 1001; i++) {
      api.issue(root, csr, Requests.LEAF_TEMPLATE, 1);
    }
    List<Map<String, String>> entries = csv(report("CSV"));
    assertThat(entries).hasSize(1002);
    assertThat(entries.stream().map(entry -> entry.get("serial"))).doesNotHaveDuplicates();
  }

  @Test
  void describeTellsWhereItIsAndHowFar() {
    JsonNode begun = begin("JSON");
    String id = begun.get("AuditReportId").asText();
    JsonNode described = await(id);
    assertThat(begun.get("S3Key").asText())
        .isEqualTo(
            "audit-report/" + root.substring(root.lastIndexOf('/') + 1) + "/" + id + ".json");
    assertThat(described.get("S3Key")).isEqualTo(begun.get("S3Key"));
    assertThat(described.get("S3BucketName").asText()).isEqualTo(BUCKET);
    assertThat(described.get("AuditReportStatus").asText()).isEqualTo("SUCCESS");
    assertThat(described.get("CreatedAt").asLong()).isEqualTo(LocalApi.START.getEpochSecond());

    api.clock().advance(Duration.ofDays(4000));
    assertThat(describe(id).outcome()).as("of an expired CA").isEqualTo("OK");
    String other = api.activeRoot();
    assertThat(
            api.call("DescribeCertificateAuthorityAuditReport", Requests.auditReportOf(other, id))
                .outcome())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void oneInThirtyMinutes() {
    await(begin("JSON").get("AuditReportId").asText());
    api.clock().advance(Duration.ofMinutes(30).minusMillis(1));
    assertThat(
            api.call("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
                .outcome())
        .isEqualTo("RequestFailedException");
    api.clock().advance(Duration.ofMillis(1));
    await(begin("CSV").get("AuditReportId").asText());
  }

  @Test
  void aBucketThatRefusesMakesItFail() {
    api.buckets().refuse(BUCKET);
    JsonNode begun = begin("JSON");
    String id = begun.get("AuditReportId").asText();
    assertThat(await(id).get("AuditReportStatus").asText()).isEqualTo("FAILED");
    assertThat(api.buckets().object(BUCKET, begun.get("S3Key").asText())).isEmpty();

    api.buckets().allow(BUCKET);
    assertThat(
            api.call("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
                .outcome())
        .as("one that failed counts too")
        .isEqualTo("RequestFailedException");
    api.clock().advance(Duration.ofMinutes(30));
    assertThat(await(begin("JSON").get("AuditReportId").asText()).get("AuditReportStatus").asText())
        .isEqualTo("SUCCESS");
    assertThat(describe(id).body().get("AuditReportStatus").asText())
        .as("for good")
        .isEqualTo("FAILED");
  }

  @Test
  void aBucketThatIsNoneBeginsNothing() {
    for (Map.Entry<String, String> none :
        Map.of(
                "absent-bucket",
                "ResourceNotFoundException",
                "No-Bucket",
                "InvalidArgsException",
                "../up",
                "InvalidArgsException",
                "ab",
                "ValidationException",
                "a".repeat(64),
                "ValidationException")
            .entrySet()) {
      assertThat(
              api.call(
                      "CreateCertificateAuthorityAuditReport",
                      Requests.auditReport(root, none.getKey()))
                  .outcome())
          .as(none.getKey())
          .isEqualTo(none.getValue());
    }
    Map<String, Object> xml = Requests.auditReport(root, BUCKET);
    xml.put("AuditReportResponseFormat", "XML");
    assertThat(api.call("CreateCertificateAuthorityAuditReport", xml).outcome())
        .isEqualTo("ValidationException");
    // The next would be refused if one of these counted.
    JsonNode begun = begin("CSV");
    assertThat(begun.get("S3Key").asText())
        .isEqualTo(
            "audit-report/%s/%s.csv"
                .formatted(
                    root.substring(root.lastIndexOf('/') + 1),
                    begun.get("AuditReportId").asText()));
    await(begun.get("AuditReportId").asText());
    assertThat(api.buckets().acl(BUCKET, begun.get("S3Key").asText()))
        .contains(ObjectAcl.BUCKET_OWNER_FULL_CONTROL);
  }

  @Test
  void tooManyCertificatesForAReport() {
    try (LocalApi bounded =
        new LocalApi(LocalSetup.usual().withCounts(new CountLimits(9, 9, 9, 9, 1)))) {
      String ca = bounded.activeRoot();
      bounded.issue(ca, bounded.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      assertThat(
              bounded
                  .call("CreateCertificateAuthorityAuditReport", Requests.auditReport(ca, BUCKET))
                  .outcome())
          .isEqualTo("RequestFailedException");
    }
  }

  @Test
  void whoAskedForTheCertificates() throws Exception {
    String guest = OtherPrincipals.issueAsGuest(api, root);
    String service = OtherPrincipals.issueAsService(api, root);
    List<Map<String, String>> json = json(report("JSON"));
    api.clock().advance(Duration.ofMinutes(30));
    assertThat(csv(report("CSV"))).isEqualTo(json);
    Map<String, Map<String, String>> byArn = new HashMap<>();
    json.forEach(entry -> byArn.put(entry.get("certificateArn"), entry));
    assertThat(byArn.get(guest))
        .containsEntry("awsAccountId", OtherPrincipals.GUEST_ACCOUNT)
        .doesNotContainKey("requestedByServicePrincipal");
    assertThat(byArn.get(service))
        .containsEntry("awsAccountId", LocalApi.ACCOUNT)
        .containsEntry("requestedByServicePrincipal", "acm.amazonaws.com");
  }

  @Test
  void theNextStartWritesWhatACrashLeftOpen() {
    AuthorityId authority =
        new AuthorityId(UUID.fromString(root.substring(root.lastIndexOf('/') + 1)));
    AuditReport open =
        new AuditReport(
            UUID.randomUUID(),
            authority,
            BUCKET,
            AuditReport.Format.JSON,
            AuditReport.Status.CREATING,
            "alice",
            LocalApi.START);
    api.store()
        .commit(
            List.of(
                new Mutation.BeginAuditReport(
                    open,
                    LocalApi.START,
                    new AuditEvent(
                        LocalApi.START,
                        AuditEvent.Kind.AUDIT_REPORT_BEGUN,
                        authority,
                        null,
                        "alice",
                        "before the crash"))));
    assertThat(describe(open.id().toString()).body().get("AuditReportStatus").asText())
        .isEqualTo("CREATING");
    assertThat(
            api.call("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
                .outcome())
        .isEqualTo("RequestInProgressException");

    AuditReports next =
        AuditReports.start(api.engine(), new Realm("aws", "us-east-1")::arnOf, api.buckets());
    try {
      assertThat(await(open.id().toString()).get("AuditReportStatus").asText())
          .isEqualTo("SUCCESS");
    } finally {
      next.close();
    }
    assertThat(api.buckets().object(BUCKET, open.objectKey())).isPresent();
  }

  private String report(String format) {
    JsonNode begun = begin(format);
    JsonNode ended = await(begun.get("AuditReportId").asText());
    assertThat(ended.get("AuditReportStatus").asText()).isEqualTo("SUCCESS");
    return new String(
        api.buckets().object(BUCKET, begun.get("S3Key").asText()).orElseThrow().toArray(),
        StandardCharsets.UTF_8);
  }

  private JsonNode begin(String format) {
    Map<String, Object> request = Requests.auditReport(root, BUCKET);
    request.put("AuditReportResponseFormat", format);
    return api.ok("CreateCertificateAuthorityAuditReport", request);
  }

  private JsonNode await(String id) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < end) {
      JsonNode body = describe(id).body();
      if (!body.get("AuditReportStatus").asText().equals("CREATING")) {
        return body;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the report does not end");
  }

  private LocalApi.Answer describe(String id) {
    return api.call("DescribeCertificateAuthorityAuditReport", Requests.auditReportOf(root, id));
  }

  private String subjectCsr(Map<String, String> subject) {
    return api.csr(
        api.create(
            "SUBORDINATE",
            Map.of("CertificateAuthorityConfiguration", Requests.configuration(subject))));
  }

  private static String cell(Map<String, String> entry, String column) {
    return requireNonNull(entry.get(column), column);
  }

  private X509Certificate certificate(String arn) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    api.certificate(root, arn).getBytes(StandardCharsets.US_ASCII)));
  }

  private static List<Map<String, String>> json(String text) throws Exception {
    List<Map<String, String>> entries = new ArrayList<>();
    for (JsonNode object : new ObjectMapper().readTree(text)) {
      Map<String, String> entry = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        assertThat(COLUMNS).contains(member.getKey());
        assertThat(member.getValue().isTextual()).isTrue();
        entry.put(member.getKey(), member.getValue().asText());
      }
      entries.add(entry);
    }
    return entries;
  }

  /** Quotes may hold commas; a doubled one is one (RFC 4180). */
  private static List<Map<String, String>> csv(String text) {
    assertThat(text).endsWith("\n").doesNotContain("\r");
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    assertThat(lines.getFirst()).isEqualTo(String.join(",", COLUMNS));
    List<Map<String, String>> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      assertThat(cells).hasSize(COLUMNS.size());
      Map<String, String> entry = new LinkedHashMap<>();
      for (int at = 0; at < cells.length; at++) {
        boolean subject = COLUMNS.get(at).equals("subject");
        assertThat(cells[at].startsWith("\"") && cells[at].endsWith("\"")).isEqualTo(subject);
        String value =
            subject
                ? cells[at].substring(1, cells[at].length() - 1).replace("\"\"", "\"")
                : cells[at];
        if (!value.isEmpty()) {
          entry.put(COLUMNS.get(at), value);
        }
      }
      entries.add(entry);
    }
    return entries;
  }
}
