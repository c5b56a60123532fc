package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates RevokeCertificate takes, whose, how many, and from whom. */
class RevocationRulesTest {
  /** Of the revoked, unexpired certificates of a CA with a complete list. */
  private static final int MOST = 2;

  private final LocalApi api =
      new LocalApi(LocalSetup.usual().withCounts(new CountLimits(99, 99, 99, MOST, 99)));
  private final String root = api.activeRoot();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aRevocationIsFinal() {
    String serial = issue(30);
    assertThat(revoke(serial, "KEY_COMPROMISE")).isEqualTo("OK");
    api.clock().advance(Duration.ofHours(1));
    assertThat(revoke(serial, "SUPERSEDED")).isEqualTo("RequestAlreadyProcessedException");
    Revocation revocation = api.engine().revoker().of(id(root), new Serial(serial)).orElseThrow();
    assertThat(revocation.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(revocation.at()).isEqualTo(LocalApi.START);
  }

  /** There is no hold, and nothing is taken back. */
  @ParameterizedTest
  @ValueSource(
      strings = {"CERTIFICATE_HOLD", "REMOVE_FROM_CRL", "keyCompromise", "KEY COMPROMISE", "1", ""})
  void anyOtherReasonIsRefused(String reason) {
    String serial = issue(30);
    assertThat(revoke(serial, reason)).isEqualTo("ValidationException");
    assertThat(revoke(serial, "UNSPECIFIED")).isEqualTo("OK");
  }

  @Test
  void everyMemberIsNeeded() {
    String serial = issue(30);
    for (String member :
        List.of("CertificateAuthorityArn", "CertificateSerial", "RevocationReason")) {
      Map<String, Object> request = Requests.revoke(root, serial, "SUPERSEDED");
      request.remove(member);
      assertThat(api.call("RevokeCertificate", request).outcome())
          .as(member)
          .isEqualTo("ValidationException");
    }
    assertThat(revoke(serial, "SUPERSEDED")).isEqualTo("OK");
  }

  /** It is valid until the end of the second of its notAfter (RFC 5280 4.1.2.5). */
  @Test
  void aCertificateIsRevocableAsLongAsItIsValid() {
    String serial = issue(1);
    String other = issue(1);
    api.clock().advance(Duration.ofDays(1));
    assertThat(revoke(serial, "SUPERSEDED")).isEqualTo("OK");
    api.clock().advance(Duration.ofSeconds(1));
    assertThat(revoke(other, "SUPERSEDED")).isEqualTo("InvalidRequestException");
  }

  @Test
  void aSubordinateIsRevokedByItsIssuerAlone() {
    String subordinate = api.create("SUBORDINATE", Map.of());
    String arn =
        api.issue(
            root,
            api.csr(subordinate),
            Requests.template("SubordinateCACertificate_PathLen0"),
            365);
    Map<String, Object> install = Requests.install(subordinate, api.certificate(root, arn));
    install.put("CertificateChain", Requests.base64(own(root)));
    api.ok("ImportCertificateAuthorityCertificate", install);
    String serial = arn.substring(arn.lastIndexOf('/') + 1);
    assertThat(
            api.call("RevokeCertificate", Requests.revoke(subordinate, serial, "SUPERSEDED"))
                .outcome())
        .as("by itself")
        .isEqualTo("ResourceNotFoundException");
    assertThat(revoke(serial, "CERTIFICATE_AUTHORITY_COMPROMISE")).isEqualTo("OK");
  }

  @Test
  void noneOfTheCertificatesARootSignedForItselfIsRevoked() {
    String first = serialOf(root);
    String again = api.issue(root, api.csr(root), Requests.ROOT_TEMPLATE, 3000);
    api.ok(
        "ImportCertificateAuthorityCertificate",
        Requests.install(root, api.certificate(root, again)));
    assertThat(serialOf(root)).isNotEqualTo(first);
    for (String own : List.of(first, serialOf(root))) {
      LocalApi.Answer refused =
          api.call("RevokeCertificate", Requests.revoke(root, own, "SUPERSEDED"));
      assertThat(refused.outcome()).isEqualTo("InvalidRequestException");
      assertThat(refused.message()).contains("Self-signed certificate can not be revoked");
    }
  }

  @Test
  void aDisabledCaRevokes() {
    String serial = issue(30);
    api.ok("UpdateCertificateAuthority", Requests.ca(root, "Status", "DISABLED"));
    assertThat(revoke(serial, "SUPERSEDED")).isEqualTo("OK");
    api.ok("DeleteCertificateAuthority", Requests.ca(root));
    assertThat(revoke(serial, "SUPERSEDED"))
        .as("the state is asked first")
        .isEqualTo("InvalidStateException");
    assertThat(revoke("1", "SUPERSEDED")).isEqualTo("InvalidStateException");
  }

  @Test
  void aCompleteListHasAnEnd() {
    lists("COMPLETE");
    String shortLived = issue(1);
    String longLived = issue(30);
    String third = issue(30);
    assertThat(revoke(shortLived, "SUPERSEDED")).isEqualTo("OK");
    assertThat(revoke(longLived, "SUPERSEDED")).isEqualTo("OK");
    assertThat(revoke(third, "SUPERSEDED")).isEqualTo("LimitExceededException");
    assertThat(revoke(longLived, "SUPERSEDED"))
        .as("full or not")
        .isEqualTo("RequestAlreadyProcessedException");
    assertThat(revoke("1", "SUPERSEDED")).isEqualTo("ResourceNotFoundException");
    // The day on which the short-lived one expires has to end.
    api.clock().advance(Duration.ofDays(2));
    assertThat(revoke(third, "SUPERSEDED")).isEqualTo("OK");
    assertThat(revoke(issue(30), "SUPERSEDED")).isEqualTo("LimitExceededException");
  }

  @Test
  void withoutACompleteListThereIsNoEnd() {
    for (int i = 0; i <= MOST; i++) {
      assertThat(revoke(issue(30), "SUPERSEDED")).as("without lists").isEqualTo("OK");
    }
    lists("PARTITIONED");
    assertThat(revoke(issue(30), "SUPERSEDED")).isEqualTo("OK");
    lists("COMPLETE");
    assertThat(revoke(issue(30), "SUPERSEDED")).isEqualTo("LimitExceededException");
  }

  @Test
  void whatIsBoundToAPartitionNeedsPartitions() {
    String before = issue(30);
    lists("PARTITIONED");
    String bound = issue(30);
    lists("COMPLETE");
    assertThat(revoke(bound, "SUPERSEDED")).isEqualTo("InvalidStateException");
    assertThat(revoke(before, "SUPERSEDED")).isEqualTo("OK");
    lists("PARTITIONED");
    assertThat(revoke(bound, "SUPERSEDED")).isEqualTo("OK");
  }

  /** What a share gives by default is not enough. */
  @Test
  void anotherAccountNeedsTheRightToRevoke() {
    String serial = issue(30);
    Map<String, Object> request = Requests.revoke(root, serial, "SUPERSEDED");
    assertThat(OtherPrincipals.asGuest(api, "RevokeCertificate", request).outcome())
        .isEqualTo("AccessDeniedException");
    for (String share : List.of("IssueCertificate", "GetCertificate")) {
      api.ok("PutPolicy", Requests.putPolicy(root, OtherPrincipals.shared(root, share)));
      assertThat(OtherPrincipals.asGuest(api, "RevokeCertificate", request).outcome())
          .as(share)
          .isEqualTo("AccessDeniedException");
    }
    api.ok(
        "PutPolicy", Requests.putPolicy(root, OtherPrincipals.shared(root, "RevokeCertificate")));
    assertThat(OtherPrincipals.asGuest(api, "RevokeCertificate", request).outcome())
        .isEqualTo("OK");
    assertThat(api.store().auditEvents(id(root), 100).getLast().actor())
        .isEqualTo(OtherPrincipals.GUEST_ARN);
  }

  private void lists(String type) {
    Map<String, Object> crl = new HashMap<>();
    crl.put("Enabled", true);
    crl.put("S3BucketName", "some-lists");
    crl.put("CrlType", type);
    api.ok(
        "UpdateCertificateAuthority",
        Requests.ca(root, "RevocationConfiguration", Map.of("CrlConfiguration", crl)));
  }

  private String own(String ca) {
    return api.ok("GetCertificateAuthorityCertificate", Requests.ca(ca))
        .get("Certificate")
        .asText();
  }

  private String serialOf(String ca) {
    return new BigInteger(
            api.ok("DescribeCertificateAuthority", Requests.ca(ca))
                .at("/CertificateAuthority/Serial")
                .asText())
        .toString(16);
  }

  private String issue(long days) {
    String arn = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, days);
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private String revoke(String serial, String reason) {
    return api.call("RevokeCertificate", Requests.revoke(root, serial, reason)).outcome();
  }

  private static AuthorityId id(String arn) {
    return new AuthorityId(UUID.fromString(arn.substring(arn.length() - 36)));
  }
}
