package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an issuer's own certificate and usage mode allow below it. */
class IssueLimitsTest {
  @TempDir Path folder;
  private final LocalApi api = new LocalApi();
  private String csr = "";

  @BeforeEach
  void makeARequest() {
    csr =
        new OpenSsl(folder)
            .request("/CN=below", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
            .asUtf8String();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aShortLivedCaGivesSevenDaysToEndEntitiesOnly() {
    String ca = api.create("ROOT", Map.of("UsageMode", "SHORT_LIVED_CERTIFICATE"));
    install(ca, "RootCACertificate");
    assertThat(outcome(ca, "EndEntityCertificate", 7)).isEqualTo("OK");
    assertThat(outcome(ca, "EndEntityCertificate", 8)).isEqualTo("ValidationException");
    assertThat(outcome(ca, "SubordinateCACertificate_PathLen0", 1))
        .isEqualTo("InvalidArgsException");
    assertThat(outcome(ca, "BlankSubordinateCACertificate_PathLen0_APIPassthrough", 1))
        .isEqualTo("InvalidArgsException");
  }

  @Test
  void aPathLengthIsShorterThanThatOfTheIssuer() {
    String ca = api.create("ROOT", Map.of());
    install(ca, "BlankRootCACertificate_PathLen2_APIPassthrough");
    assertThat(outcome(ca, "SubordinateCACertificate_PathLen1", 1)).isEqualTo("OK");
    assertThat(outcome(ca, "BlankSubordinateCACertificate_PathLen1_CSRPassthrough", 1))
        .isEqualTo("OK");
    assertThat(outcome(ca, "SubordinateCACertificate_PathLen2", 1))
        .isEqualTo("ValidationException");
    assertThat(outcome(ca, "BlankSubordinateCACertificate_PathLen3_APIPassthrough", 1))
        .isEqualTo("ValidationException");
    String lowest = api.create("ROOT", Map.of());
    install(lowest, "BlankRootCACertificate_PathLen0_APIPassthrough");
    assertThat(outcome(lowest, "SubordinateCACertificate_PathLen0", 1))
        .isEqualTo("ValidationException");
    assertThat(outcome(lowest, "EndEntityCertificate", 1)).isEqualTo("OK");
  }

  @Test
  void aRootTemplateIsForTheOwnRequestOfARootOnly() {
    String ca = api.activeRoot();
    assertThat(outcome(ca, "RootCACertificate", 1)).isEqualTo("InvalidArgsException");
    Map<String, Object> renamed = order(ca, "RootCACertificate_APIPassthrough", 1);
    renamed.put("Csr", Requests.base64(api.csr(ca)));
    renamed.put("ApiPassthrough", Map.of("Subject", Map.of("CommonName", "another")));
    assertThat(api.call("IssueCertificate", renamed).outcome()).isEqualTo("InvalidArgsException");
    renamed.put("ApiPassthrough", Map.of("Subject", Map.of("CommonName", "Local ROOT")));
    assertThat(api.call("IssueCertificate", renamed).outcome()).isEqualTo("OK");
  }

  private void install(String ca, String template) {
    String own = api.issue(ca, api.csr(ca), Requests.template(template), 3650);
    api.ok("ImportCertificateAuthorityCertificate", Requests.install(ca, api.certificate(ca, own)));
  }

  private String outcome(String ca, String template, long days) {
    return api.call("IssueCertificate", order(ca, template, days)).outcome();
  }

  private Map<String, Object> order(String ca, String template, long days) {
    return Requests.issue(ca, csr, Requests.template(template), days);
  }
}
