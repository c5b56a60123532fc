package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RevokeCertificate from the outside. */
class RevokeTest {
  private final LocalApi api = new LocalApi();
  private final String root = api.activeRoot();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "upper", "colons", "spaced", "short", "padded"})
  void aSerialIsTakenInEveryForm(String form) {
    String hex = issue(30);
    String written =
        switch (form) {
          case "plain" -> hex;
          case "upper" -> hex.toUpperCase(Locale.ROOT);
          case "colons" -> String.join(":", hex.split("(?<=\\G..)")).toUpperCase(Locale.ROOT);
          case "spaced" -> " " + String.join(" \t", hex.split("(?<=\\G........)")) + "\n";
          case "short" -> hex.replaceFirst("^0+", "");
          case "padded" -> "0".repeat(96) + hex;
          default -> throw new IllegalArgumentException(form);
        };
    assertThat(revoke(written).outcome()).isEqualTo("OK");
    assertThat(revoke(hex).outcome()).isEqualTo("RequestAlreadyProcessedException");
  }

  @Test
  void whatCannotBeRevoked() {
    String leaf = issue(1);
    for (String no : List.of("", " : ", "xyz", "0x12", "-1", "\u0661")) {
      assertThat(revoke(no).outcome()).as(no).isEqualTo("InvalidRequestException");
    }
    for (String unknown : List.of("0", "1", "f".repeat(32), "f".repeat(128), "7" + leaf)) {
      assertThat(revoke(unknown).outcome()).as(unknown).isEqualTo("ResourceNotFoundException");
    }
    assertThat(revoke("1".repeat(129)).outcome()).isEqualTo("ValidationException");

    LocalApi.Answer own = revoke(ownSerial());
    assertThat(own.outcome()).isEqualTo("InvalidRequestException");
    assertThat(own.message()).contains("Self-signed certificate can not be revoked");

    String late = issue(1);
    assertThat(revoke(late).outcome()).isEqualTo("OK");
    api.clock().advance(Duration.ofDays(2));
    LocalApi.Answer expired = revoke(leaf);
    assertThat(expired.outcome()).isEqualTo("InvalidRequestException");
    assertThat(expired.message()).contains("expired");
    assertThat(revoke(late).outcome())
        .as("revoked, then expired")
        .isEqualTo("RequestAlreadyProcessedException");
  }

  @Test
  void anotherCasSerialIsUnknown() {
    String other = api.activeRoot();
    String serial = issue(30);
    assertThat(
            api.call("RevokeCertificate", Requests.revoke(other, serial, "SUPERSEDED")).outcome())
        .isEqualTo("ResourceNotFoundException");
    assertThat(
            api.callAsStranger("RevokeCertificate", Requests.revoke(root, serial, "SUPERSEDED"))
                .outcome())
        .isEqualTo("AccessDeniedException");
    assertThat(revoke(serial).outcome()).isEqualTo("OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UNSPECIFIED",
        "KEY_COMPROMISE",
        "CERTIFICATE_AUTHORITY_COMPROMISE",
        "AFFILIATION_CHANGED",
        "SUPERSEDED",
        "CESSATION_OF_OPERATION",
        "PRIVILEGE_WITHDRAWN",
        "A_A_COMPROMISE"
      })
  void everyReasonIsTaken(String reason) {
    assertThat(api.call("RevokeCertificate", Requests.revoke(root, issue(30), reason)).outcome())
        .isEqualTo("OK");
  }

  private String ownSerial() {
    return new BigInteger(
            api.ok("DescribeCertificateAuthority", Requests.ca(root))
                .at("/CertificateAuthority/Serial")
                .asText())
        .toString(16);
  }

  private String issue(long days) {
    String arn = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, days);
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private LocalApi.Answer revoke(String serial) {
    return api.call("RevokeCertificate", Requests.revoke(root, serial, "KEY_COMPROMISE"));
  }
}
