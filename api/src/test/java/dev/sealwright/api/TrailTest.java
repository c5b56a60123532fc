package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records beside the events: what CAs did by themselves. */
class TrailTest {
  private static final String DETAILS = "IssueCertificateDetails";

  @TempDir Path folder;
  private ToldEvents events = new ToldEvents(Path.of("unset"));

  @BeforeEach
  void place() {
    events = new ToldEvents(folder);
  }

  private LocalApi recorded() {
    return new LocalApi(LocalSetup.usual().withObserver(events::recorded));
  }

  private static AuthorityId id(String root) {
    return new AuthorityId(UUID.fromString(root.substring(root.length() - 36)));
  }

  private List<JsonNode> records(String root, String name) {
    return events.of(root).stream()
        .filter(line -> line.path("eventName").asText().equals(name))
        .toList();
  }

  @Test
  void whateverTheKeyOfACaSignedHasARecord() {
    String root;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      AuthorityId id = id(root);
      note(id, AuditEvent.Kind.CRL_SIGNED, "complete, number 7, entries 0");
      note(id, AuditEvent.Kind.OCSP_ANSWER_SIGNED, "by the CA key");
      // Whoever asks for more of them in the same second must not fill the file.
      note(id, AuditEvent.Kind.OCSP_ANSWER_SIGNED, "by the CA key");
      URI url = URI.create("http://pki.example.com/b/crl/x.crl");
      events.log().listMade(id, LocalApi.START, url, Optional.empty());
      events.log().listMade(id, LocalApi.START, url, Optional.of("no permission to write"));
    }
    assertThat(events.of(root).stream().map(ToldEvents::said))
        .containsExactly(
            "Creation success",
            "SignCACSR",
            "Certificate Issuance success",
            "SignCertificate",
            DETAILS,
            "SignCRL",
            "SignOCSPResponse",
            "CRL Generation success",
            "GenerateCRL",
            "CRL Generation failure",
            "GenerateCRL");
    for (JsonNode line : events.of(root)) {
      if (line.has("eventName")) {
        assertThat(line.get("eventSource").asText()).isEqualTo("acm-pca.amazonaws.com");
        assertThat(line.get("eventType").asText()).isEqualTo("AwsServiceEvent");
        assertThat(line.get("awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(line.get("recipientAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
        assertThat(line.get("eventTime").asText()).isEqualTo(LocalApi.START.toString());
        assertThat(line.at("/resources/0/ARN").asText()).isEqualTo(root);
        assertThat(line.at("/resources/0/accountId").asText()).isEqualTo(LocalApi.ACCOUNT);
      }
    }
    assertThat(records(root, "SignCRL").getFirst().at("/serviceEventDetails/detail").asText())
        .isEqualTo("complete, number 7, entries 0");
    JsonNode failed = records(root, "GenerateCRL").getLast().get("serviceEventDetails");
    assertThat(failed.get("crlUrl").asText()).isEqualTo("http://pki.example.com/b/crl/x.crl");
    assertThat(failed.get("result").asText()).isEqualTo("failure");
    assertThat(failed.get("reason").asText()).isEqualTo("no permission to write");
    assertThat(events.count("sealwright.events")).isEqualTo(4);
    assertThat(events.count("sealwright.events.lost")).isZero();
  }

  @Test
  void withoutRecordsThereAreEventsAlone() {
    String root;
    try (LocalApi api = new LocalApi(LocalSetup.usual().withObserver(events::told))) {
      root = api.activeRoot();
      note(id(root), AuditEvent.Kind.CRL_SIGNED, "complete, number 7, entries 0");
    }
    assertThat(events.of(root).stream().map(ToldEvents::said))
        .containsExactly("Creation success", "Certificate Issuance success");
  }

  @Test
  void theDetailsAreThoseOfTheCertificate() throws Exception {
    String root;
    String issued;
    X509Certificate leaf;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      issued = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      leaf =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          api.certificate(root, issued).getBytes(StandardCharsets.US_ASCII)));
    }
    JsonNode signed = records(root, "SignCertificate").getLast();
    assertThat(signed.at("/serviceEventDetails/certificateArn").asText()).isEqualTo(issued);
    JsonNode details = records(root, DETAILS).getLast().get("serviceEventDetails");
    assertThat(Base64.getDecoder().decode(details.get("tbsCertificate").asText()))
        .isEqualTo(leaf.getTBSCertificate());
    assertThat(new BigInteger(details.get("serialNumber").asText(), 16))
        .isEqualTo(leaf.getSerialNumber());
    assertThat(new X500Principal(details.get("issuerName").asText()))
        .isEqualTo(leaf.getIssuerX500Principal());
    assertThat(new X500Principal(details.get("subject").asText()))
        .isEqualTo(leaf.getSubjectX500Principal());
    assertThat(details.get("notBefore").asText())
        .isEqualTo(leaf.getNotBefore().toInstant().toString());
    assertThat(details.get("notAfter").asText())
        .isEqualTo(leaf.getNotAfter().toInstant().toString());
    assertThat(details.get("issuedAt").asText()).isEqualTo(LocalApi.START.toString());
    assertThat(details.get("status").asText()).isEqualTo("ISSUED");
    assertThat(details.get("signingAlgorithm").asText()).isEqualTo("ECDSAWITHSHA256");
    assertThat(details.get("templateArn").asText()).isEqualTo(Requests.LEAF_TEMPLATE);
    assertThat(details.get("requesterAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(details.get("requesterArn").asText()).endsWith(":user/administrator");
    assertThat(details.has("requesterServicePrincipal")).isFalse();
    assertThat(details.get("issuerAuthorityKeyIdentifier").asText()).matches("[0-9a-f]{40,64}");
    assertThat(details.has("issuerSerialNumber")).isTrue();
  }

  @Test
  void whatFailedHasNoTimesAndNoSignature() {
    String root;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      AuthorityId id = id(root);
      String issued = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
      Serial known = new Serial(issued.substring(issued.lastIndexOf('/') + 1));
      StoredCertificate model = api.store().certificate(id, known).orElseThrow();
      Reservation open = again(model.reservation());
      Mutation.Close close =
          new Mutation.Close(
              id,
              open.serial(),
              "its CA may no longer sign",
              LocalApi.START,
              null,
              event(id, AuditEvent.Kind.ISSUANCE_FAILED, open.serial(), ""));
      api.store().commit(List.of(new Mutation.Reserve(open, null), close));
      events.log().committed(close, Outcome.APPLIED);
    }
    assertThat(records(root, "SignCertificate")).as("of root and leaf").hasSize(2);
    JsonNode details = records(root, DETAILS).getLast().get("serviceEventDetails");
    assertThat(details.get("status").asText()).isEqualTo("FAILED");
    assertThat(details.get("statusReason").asText()).isEqualTo("its CA may no longer sign");
    assertThat(details.has("tbsCertificate")).isTrue();
    for (String time : List.of("notBefore", "notAfter", "issuedAt")) {
      assertThat(details.has(time)).as(time).isFalse();
    }
  }

  @Test
  void bothAccountsHaveARecordOfACertificateFromASharedCa() {
    String root;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      OtherPrincipals.issueAsGuest(api, root);
    }
    List<JsonNode> both = records(root, DETAILS).subList(1, 3);
    assertThat(both.stream().map(line -> line.get("recipientAccountId").asText()))
        .containsExactly(LocalApi.ACCOUNT, OtherPrincipals.GUEST_ACCOUNT);
    assertThat(both.getFirst().get("serviceEventDetails"))
        .isEqualTo(both.getLast().get("serviceEventDetails"));
    JsonNode details = both.getLast().get("serviceEventDetails");
    assertThat(details.get("requesterAccountId").asText()).isEqualTo(OtherPrincipals.GUEST_ACCOUNT);
    assertThat(details.get("requesterArn").asText()).isEqualTo(OtherPrincipals.GUEST_ARN);
    assertThat(records(root, "SignCertificate")).hasSize(2);
  }

  @Test
  void aServiceIsNamedByItsPrincipal() {
    String root;
    try (LocalApi api = recorded()) {
      root = api.activeRoot();
      OtherPrincipals.issueAsService(api, root);
    }
    JsonNode record = records(root, DETAILS).getLast();
    assertThat(record.get("recipientAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    JsonNode details = record.get("serviceEventDetails");
    assertThat(details.get("requesterServicePrincipal").asText()).isEqualTo("acm.amazonaws.com");
    assertThat(details.get("requesterAccountId").asText()).isEqualTo(LocalApi.ACCOUNT);
    assertThat(details.has("requesterArn")).isFalse();
  }

  /** As the engine notes the use of a key. */
  private void note(AuthorityId id, AuditEvent.Kind kind, String detail) {
    events.log().committed(new Mutation.Note(event(id, kind, null, detail)), Outcome.APPLIED);
  }

  private static AuditEvent event(
      AuthorityId id, AuditEvent.Kind kind, @Nullable Serial serial, String detail) {
    return new AuditEvent(LocalApi.START, kind, id, serial, "engine", detail);
  }

  private static Reservation again(Reservation model) {
    return new Reservation(
        model.authority(),
        model.authorityVersion(),
        Serial.draw(LocalApi.START, new SecureRandom()),
        model.tbs(),
        model.algorithm(),
        model.template(),
        model.requester(),
        model.issuedAt(),
        model.validity());
  }
}
