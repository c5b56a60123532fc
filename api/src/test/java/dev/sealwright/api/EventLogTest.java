package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.event.EventLog;
import dev.sealwright.api.event.WatchedStore;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the life of a CA leaves in the event log. */
class EventLogTest {
  private static final String BUCKET = "event-bucket";

  @TempDir Path folder;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private @Nullable EventLog log;

  private Store watched(Store store) {
    return watched(store, false);
  }

  private Store recorded(Store store) {
    return watched(store, true);
  }

  private Store watched(Store store, boolean records) {
    EventLog started =
        EventLog.start(
                new EventLog.Settings(
                    Optional.of(folder.resolve("events.jsonl")),
                    1 << 20,
                    1,
                    records,
                    Optional.empty()),
                new EventLog.Sources(
                    store::authority, store::certificate, new Realm("aws", "us-east-1")::arnOf),
                metrics)
            .orElseThrow();
    log = started;
    return new WatchedStore(store, started);
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("events.jsonl"))) {
      events.add(new ObjectMapper().readTree(line));
    }
    return events;
  }

  private static String said(JsonNode event) {
    return event.get("detail-type").asText().replace("ACM Private CA ", "")
        + " "
        + event.get("detail").get("result").asText();
  }

  @Test
  void everythingThatHappenedIsTold() throws IOException {
    String root;
    String leaf;
    String report;
    try (LocalApi api = new LocalApi(LocalSetup.usual().withBetween(this::watched))) {
      root = api.activeRoot();
      leaf = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      String serial = leaf.substring(leaf.lastIndexOf('/') + 1);
      api.ok("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED"));
      // A refusal changes nothing, so nothing is told.
      assertThat(
              api.call("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED")).outcome())
          .isEqualTo("RequestAlreadyProcessedException");
      report =
          api.ok("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
              .get("AuditReportId")
              .asText();
      Until.holds(
          "the report is written",
          () ->
              api.ok(
                      "DescribeCertificateAuthorityAuditReport",
                      Requests.auditReportOf(root, report))
                  .get("AuditReportStatus")
                  .asText()
                  .equals("SUCCESS"));
      AuthorityId id = new AuthorityId(UUID.fromString(root.substring(root.lastIndexOf('/') + 1)));
      URI url = URI.create("http://pki.example.com/b/crl/x.crl");
      if (log != null) {
        log.listMade(id, LocalApi.START, url, Optional.empty());
        log.listMade(id, LocalApi.START, url, Optional.of("no permission to write"));
        log.listMade(new AuthorityId(UUID.randomUUID()), LocalApi.START, url, Optional.empty());
      }
      api.clock().advance(Duration.ofSeconds(1));
    }
    assertThat(events()).as("with those of the CA that the request came from").hasSize(8);
    List<JsonNode> events =
        events().stream()
            .filter(event -> event.get("resources").get(0).asText().equals(root))
            .toList();
    assertThat(events.stream().map(EventLogTest::said))
        .containsExactly(
            "Creation success",
            "Certificate Issuance success",
            "Certificate Issuance success",
            "Certificate Revocation success",
            "Audit Report Generation success",
            "CRL Generation success",
            "CRL Generation failure");
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.get("resources").get(0).asText()).isEqualTo(root);
          assertThat(event.get("account").asText()).isEqualTo(LocalApi.ACCOUNT);
          assertThat(event.get("region").asText()).isEqualTo("us-east-1");
        });
    assertThat(events.get(2).get("resources").get(1).asText()).isEqualTo(leaf);
    assertThat(events.get(3).get("resources").get(1).asText()).isEqualTo(leaf);
    assertThat(events.get(4).get("resources").get(1).asText()).isEqualTo(report);
    assertThat(events.get(5).get("detail").get("CrlUrl").asText())
        .isEqualTo("http://pki.example.com/b/crl/x.crl");
    assertThat(events.get(6).get("detail").get("reason").asText())
        .isEqualTo("no permission to write");
    assertThat(events.stream().map(event -> event.get("id").asText())).doesNotHaveDuplicates();
    assertThat(metrics.get("sealwright.events").counter().count()).isEqualTo(8);
    assertThat(metrics.get("sealwright.events.lost").counter().count())
        .as("of a CA that nobody knows")
        .isEqualTo(1);
  }

  @Test
  void aRecordOfEachCertificateStandsBehindItsEvent() throws Exception {
    String root;
    X509Certificate leaf;
    try (LocalApi api = new LocalApi(LocalSetup.usual().withBetween(this::recorded))) {
      root = api.activeRoot();
      String issued = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      String pem =
          api.ok("GetCertificate", Requests.certificate(root, issued)).get("Certificate").asText();
      leaf =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
    List<JsonNode> records =
        events().stream().filter(event -> event.has("serviceEventDetails")).toList();
    assertThat(records).hasSize(2);
    assertThat(records.getFirst().get("eventName").asText()).isEqualTo("IssueCertificateDetails");
    JsonNode details = records.getLast().get("serviceEventDetails");
    assertThat(Base64.getDecoder().decode(details.get("tbsCertificate").asText()))
        .isEqualTo(leaf.getTBSCertificate());
    assertThat(new BigInteger(details.get("serialNumber").asText(), 16))
        .isEqualTo(leaf.getSerialNumber());
    assertThat(new X500Principal(details.get("issuerName").asText()))
        .isEqualTo(leaf.getIssuerX500Principal());
    assertThat(new X500Principal(details.get("subject").asText()))
        .isEqualTo(leaf.getSubjectX500Principal());
    assertThat(details.get("notAfter").asText())
        .isEqualTo(leaf.getNotAfter().toInstant().toString());
    assertThat(details.get("status").asText()).isEqualTo("ISSUED");
    assertThat(details.get("signingAlgorithm").asText()).isEqualTo("ECDSAWITHSHA256");
    assertThat(details.get("templateArn").asText()).isEqualTo(Requests.LEAF_TEMPLATE);
    assertThat(details.get("requesterAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(details.get("requesterArn").asText()).endsWith(":user/administrator");
    assertThat(details.get("issuerAuthorityKeyIdentifier").asText()).matches("[0-9a-f]{40,64}");
    assertThat(details.has("issuerSerialNumber")).isTrue();
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNothingFromHappening() throws IOException {
    Files.createDirectory(folder.resolve("events.jsonl"));
    try (LocalApi api = new LocalApi(LocalSetup.usual().withBetween(this::watched))) {
      String root = api.activeRoot();
      assertThat(api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30)).startsWith(root);
    }
    assertThat(metrics.get("sealwright.events.lost").counter().count()).isEqualTo(4);
  }

  @Test
  void withoutAPlaceThereIsNoLog() {
    assertThat(
            EventLog.start(
                new EventLog.Settings(Optional.empty(), 1, 1, false, Optional.empty()),
                new EventLog.Sources(
                    _ -> Optional.empty(),
                    (_, _) -> Optional.empty(),
                    new Realm("aws", "us-east-1")::arnOf),
                metrics))
        .isEmpty();
  }
}
