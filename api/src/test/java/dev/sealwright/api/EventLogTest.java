package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.event.EventLog;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the life of a CA leaves in the event log. */
class EventLogTest {
  private static final String BUCKET = "event-bucket";

  @TempDir Path folder;
  private ToldEvents events = new ToldEvents(Path.of("unset"));

  @BeforeEach
  void place() {
    events = new ToldEvents(folder);
  }

  @Test
  void everythingThatHappenedIsTold() {
    String root;
    String leaf;
    String report;
    try (LocalApi api = new LocalApi(LocalSetup.usual().withObserver(events::told))) {
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
      EventLog log = events.log();
      log.listMade(id, LocalApi.START, url, Optional.empty());
      log.listMade(id, LocalApi.START, url, Optional.of("no permission to write"));
      log.listMade(new AuthorityId(UUID.randomUUID()), LocalApi.START, url, Optional.empty());
      api.clock().advance(Duration.ofSeconds(1));
    }
    assertThat(events.lines()).as("with those of the CA that the request came from").hasSize(8);
    List<JsonNode> told = events.of(root);
    assertThat(told.stream().map(ToldEvents::said))
        .containsExactly(
            "Creation success",
            "Certificate Issuance success",
            "Certificate Issuance success",
            "Certificate Revocation success",
            "Audit Report Generation success",
            "CRL Generation success",
            "CRL Generation failure");
    assertThat(told)
        .allSatisfy(event -> {
          assertThat(event.get("resources").get(0).asText()).isEqualTo(root);
          assertThat(event.get("account").asText()).isEqualTo(LocalApi.ACCOUNT);
          assertThat(event.get("region").asText()).isEqualTo("us-east-1");
        });
    assertThat(told.get(2).get("resources").get(1).asText()).isEqualTo(leaf);
    assertThat(told.get(3).get("resources").get(1).asText()).isEqualTo(leaf);
    assertThat(told.get(4).get("resources").get(1).asText()).isEqualTo(report);
    assertThat(told.get(5).get("detail").get("CrlUrl").asText())
        .isEqualTo("http://pki.example.com/b/crl/x.crl");
    assertThat(told.get(6).get("detail").get("reason").asText())
        .isEqualTo("no permission to write");
    assertThat(told.stream().map(event -> event.get("id").asText())).doesNotHaveDuplicates();
    assertThat(events.count("sealwright.events")).isEqualTo(8);
    assertThat(events.count("sealwright.events.lost")).as("of a CA that nobody knows").isEqualTo(1);
  }

  @Test
  void aReportThatFailsIsTold() {
    String root;
    try (LocalApi api = new LocalApi(LocalSetup.usual().withObserver(events::told))) {
      root = api.activeRoot();
      api.buckets().refuse(BUCKET);
      String report =
          api.ok("CreateCertificateAuthorityAuditReport", Requests.auditReport(root, BUCKET))
              .get("AuditReportId")
              .asText();
      Until.holds(
          "the report has ended",
          () ->
              api.ok(
                      "DescribeCertificateAuthorityAuditReport",
                      Requests.auditReportOf(root, report))
                  .get("AuditReportStatus")
                  .asText()
                  .equals("FAILED"));
    }
    assertThat(ToldEvents.said(events.of(root).getLast()))
        .isEqualTo("Audit Report Generation failure");
  }

  @Test
  void whatAStartFinishesIsTold() {
    Authority open =
        Authority.creating(
            new AuthorityId(UUID.randomUUID()),
            LocalApi.ACCOUNT,
            LocalApi.START,
            new AuthoritySettings(
                AuthorityType.ROOT,
                KeySpec.EC_P256,
                SignatureAlgorithm.SHA256WITHECDSA,
                Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Cut short"))),
                UsageMode.GENERAL_PURPOSE,
                null,
                "{\"Subject\":{\"CommonName\":\"Cut short\"}}"));
    AuditEvent created =
        new AuditEvent(
            LocalApi.START,
            AuditEvent.Kind.AUTHORITY_CREATED,
            open.id(),
            null,
            "alice",
            "before the crash");
    LocalSetup crashed =
        LocalSetup.usual()
            .withBetween(store -> {
              store.commit(List.of(new Mutation.CreateAuthority(open, Tags.NONE, null, created)));
              return store;
            })
            .withObserver(events::told);
    try (LocalApi api = new LocalApi(crashed)) {
      Until.holds("the key is made", () -> api.engine().csr(open.id()).isPresent());
    }
    String arn = new Realm("aws", "us-east-1").arnOf(open).toString();
    assertThat(events.of(arn).stream().map(ToldEvents::said)).containsExactly("Creation success");
  }

  @Test
  void whatMayNotBeOnRecordIsNotTold() {
    FaultyStore faults = new FaultyStore();
    String root;
    try (LocalApi api =
        new LocalApi(LocalSetup.usual().withBetween(faults::over).withObserver(events::told))) {
      root = api.activeRoot();
      String leaf = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      faults.become(FaultyStore.Fault.LOST);
      assertThat(
              api.call(
                      "RevokeCertificate",
                      Requests.revoke(
                          root, leaf.substring(leaf.lastIndexOf('/') + 1), "SUPERSEDED"))
                  .outcome())
          .isEqualTo("RequestFailedException");
    }
    assertThat(events.of(root).stream().map(ToldEvents::said))
        .containsExactly(
            "Creation success", "Certificate Issuance success", "Certificate Issuance success");
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNothingFromHappening() throws IOException {
    Files.createDirectory(folder.resolve("events.jsonl"));
    try (LocalApi api = new LocalApi(LocalSetup.usual().withObserver(events::told))) {
      String root = api.activeRoot();
      assertThat(api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30)).startsWith(root);
    }
    assertThat(events.count("sealwright.events.lost")).isEqualTo(4);
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
                new SimpleMeterRegistry()))
        .isEmpty();
  }
}
