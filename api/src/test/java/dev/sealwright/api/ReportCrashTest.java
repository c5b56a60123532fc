package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AuditReportResponseFormat;
import software.amazon.awssdk.services.acmpca.model.AuditReportStatus;
import software.amazon.awssdk.services.acmpca.model.CreateCertificateAuthorityAuditReportResponse;
import software.amazon.awssdk.services.acmpca.model.DescribeCertificateAuthorityAuditReportResponse;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RequestFailedException;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** The server is killed while it writes an audit report, and started again. */
@MostlyWaits
@Timeout(300)
class ReportCrashTest {
  private static final String BUCKET = "test-reports";

  /** Written for longer than it takes to see that it has begun. */
  private static final int CERTIFICATES = 40_000;

  @TempDir Path folder;

  @Test
  void theReportIsWrittenByTheNextStart() throws Exception {
    Path home = folder.resolve("home");
    String root;
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      root =
          new CaClient(pca)
              .activeRoot(
                  KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Report Root");
      server.terminate();
    }
    issueMore(home.resolve("var").resolve("store.db"));
    CreateCertificateAuthorityAuditReportResponse begun;
    Path bucket = home.resolve("var").resolve("buckets").resolve(BUCKET);
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      begun = begin(pca, root);
      Path object = bucket.resolve(begun.s3Key());
      Path place =
          bucket.resolve("audit-report").resolve(root.substring(root.lastIndexOf('/') + 1));
      Until.holds("something of it is written", () -> isUnderWay(place));
      server.kill();
      assertThat(object).as("killed too late to tell anything").doesNotExist();
    }
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      Until.holds(
          "the report has ended",
          () -> describe(pca, root, begun.auditReportId()) != AuditReportStatus.CREATING);
      assertThat(describe(pca, root, begun.auditReportId())).isEqualTo(AuditReportStatus.SUCCESS);
      assertThat(serials(bucket.resolve(begun.s3Key()))).hasSize(CERTIFICATES + 1);
      assertThatThrownBy(() -> begin(pca, root))
          .as("within 30 minutes of its beginning")
          .isInstanceOf(RequestFailedException.class);
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  private static CreateCertificateAuthorityAuditReportResponse begin(
      AcmPcaClient pca, String root) {
    return pca.createCertificateAuthorityAuditReport(report ->
        report
            .certificateAuthorityArn(root)
            .s3BucketName(BUCKET)
            .auditReportResponseFormat(AuditReportResponseFormat.JSON));
  }

  private static AuditReportStatus describe(AcmPcaClient pca, String root, String id) {
    DescribeCertificateAuthorityAuditReportResponse described =
        pca.describeCertificateAuthorityAuditReport(
            report -> report.certificateAuthorityArn(root).auditReportId(id));
    return described.auditReportStatus();
  }

  private static boolean isUnderWay(Path place) {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> found = Files.list(place)) {
      return found.anyMatch(file -> file.toFile().length() > 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of every certificate in a report; none may be there twice. */
  private static Set<String> serials(Path report) throws IOException {
    JsonNode entries = new ObjectMapper().readTree(report.toFile());
    Set<String> serials = new HashSet<>();
    for (JsonNode entry : entries) {
      assertThat(serials.add(entry.get("serial").asText())).isTrue();
    }
    return serials;
  }

  /** Straight through the store; the TBS of each is that of the root's own certificate. */
  private static void issueMore(Path database) {
    SecureRandom random = new SecureRandom();
    try (Store store = SqliteStore.open(database)) {
      Authority root = store.authorities(CaStatus.ACTIVE).getFirst();
      Reservation model = store.attached().issued(root.id(), null, 1).getFirst().reservation();
      for (int number = 0; number < CERTIFICATES; number += 500) {
        List<Mutation> batch = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          Serial serial = Serial.draw(Instant.now(), random);
          batch.add(
              new Mutation.Reserve(
                  new Reservation(
                      root.id(),
                      root.version(),
                      serial,
                      model.tbs(),
                      model.algorithm(),
                      model.template(),
                      model.requester(),
                      model.issuedAt(),
                      model.validity()),
                  null));
          batch.add(
              new Mutation.Seal(
                  root.id(),
                  serial,
                  model.tbs(),
                  model.issuedAt(),
                  new AuditEvent(
                      model.issuedAt(),
                      AuditEvent.Kind.CERTIFICATE_ISSUED,
                      root.id(),
                      serial,
                      "a test",
                      model.template())));
        }
        assertThat(store.commit(batch)).containsOnly(Outcome.APPLIED);
      }
    }
  }
}
