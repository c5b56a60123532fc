package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subject with a line feed in it adds no line to the report of all certificates. */
class ReportLineTest {
  @TempDir private Path folder;

  @Test
  void aCertificateIsOneLine() {
    try (LocalApi api = new LocalApi()) {
      String root = api.activeRoot();
      String csr = new OpenSsl(folder).request("/CN=a\n210987654321,forged").asUtf8String();
      api.issue(root, csr, "arn:aws:acm-pca:::template/EndEntityCertificate/V1", 30);
      Map<String, Object> request = new LinkedHashMap<>(Requests.auditReport(root, "reports"));
      request.put("AuditReportResponseFormat", "CSV");
      JsonNode begun = api.ok("CreateCertificateAuthorityAuditReport", request);
      String id = begun.get("AuditReportId").asText();
      long end = System.nanoTime() + 30_000_000_000L;
      String status;
      do {
        status =
            api.ok(
                    "DescribeCertificateAuthorityAuditReport",
                    Map.of("CertificateAuthorityArn", root, "AuditReportId", id))
                .get("AuditReportStatus")
                .asText();
        Thread.onSpinWait();
      } while (status.equals("CREATING") && System.nanoTime() < end);
      String report =
          new String(
              api.buckets().object("reports", begun.get("S3Key").asText()).orElseThrow().toArray(),
              StandardCharsets.UTF_8);
      assertThat(report.lines()).as("header, root, leaf").hasSize(3);
      assertThat(report).contains("\"CN=a\\0A210987654321\\,forged\"");
    }
  }
}
