package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every change of a CA's state as a caller sees it; thirty days pass at the turn of a hand. */
@Timeout(120)
class AuthorityLifeTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final GatedVault vault = new GatedVault();
  private final LocalApi api = new LocalApi(LocalSetup.usual().withVaults(List.of(vault)));

  @AfterEach
  void close() {
    vault.letGo();
    api.close();
  }

  @Test
  void aRootFromItsCreationToItsEnd() {
    String arn = api.create("ROOT", Map.of());
    assertThat(status(arn)).isEqualTo("PENDING_CERTIFICATE");
    later(DAY);
    install(arn, 3650);
    assertThat(status(arn)).isEqualTo("ACTIVE");
    assertThat(lastChange(arn)).isEqualTo(api.clock().instant());

    refused("InvalidStateException", "ACTIVE", "DeleteCertificateAuthority", arn);
    later(DAY);
    switchTo(arn, "DISABLED");
    assertThat(status(arn)).isEqualTo("DISABLED");
    assertThat(lastChange(arn)).isEqualTo(api.clock().instant());
    Instant disabled = api.clock().instant();
    later(DAY);
    switchTo(arn, "DISABLED");
    assertThat(lastChange(arn)).as("it was so already").isEqualTo(disabled);
    switchTo(arn, "ACTIVE");
    assertThat(status(arn)).isEqualTo("ACTIVE");
    switchTo(arn, "DISABLED");

    delete(arn, null);
    assertThat(status(arn)).isEqualTo("DELETED");
    assertThat(restorableUntil(arn)).isEqualTo(api.clock().instant().plus(Duration.ofDays(30)));
    later(Duration.ofDays(30).minusMillis(1));
    api.ok("RestoreCertificateAuthority", Requests.ca(arn));
    assertThat(status(arn)).isEqualTo("DISABLED");
    assertThat(describe(arn).has("RestorableUntil")).isFalse();
    assertThat(lastChange(arn)).isEqualTo(api.clock().instant());

    delete(arn, 7);
    later(Duration.ofDays(7));
    goneEverywhere(arn);
    assertThat(api.engine().sweep()).isBetween(0, 1);
    goneEverywhere(arn);
    assertThat(api.store().removals()).isEmpty();
  }

  @Test
  void anExpiredOneComesBackAsWhatItWas() {
    for (String before : new String[] {"ACTIVE", "DISABLED"}) {
      String arn = api.create("ROOT", Map.of());
      install(arn, 10);
      switchTo(arn, before);
      later(Duration.ofDays(11));
      assertThat(status(arn)).isEqualTo("EXPIRED");
      refused(
          "InvalidStateException",
          "The certificate authority must be in the ACTIVE or DISABLED state to be updated",
          "UpdateCertificateAuthority",
          arn);
      refusedIssue(arn);

      delete(arn, 7);
      later(DAY);
      api.ok("RestoreCertificateAuthority", Requests.ca(arn));
      assertThat(status(arn)).isEqualTo("EXPIRED");

      install(arn, 10);
      assertThat(status(arn)).isEqualTo(before);
      assertThat(lastChange(arn)).isEqualTo(api.clock().instant());
    }
  }

  @Test
  void oneThatExpiresWhileDeletedIsRestoredAsExpired() {
    String arn = api.create("ROOT", Map.of());
    install(arn, 10);
    switchTo(arn, "DISABLED");
    delete(arn, 30);
    later(Duration.ofDays(11));
    assertThat(status(arn)).as("DELETED wins").isEqualTo("DELETED");

    api.ok("RestoreCertificateAuthority", Requests.ca(arn));

    assertThat(status(arn)).isEqualTo("EXPIRED");
  }

  @Test
  void oneWithoutACertificateIsDeletedAndRestored() {
    String arn = api.create("SUBORDINATE", Map.of());
    String csr = api.csr(arn);
    refused(
        "InvalidStateException",
        "The certificate authority must be in the ACTIVE or DISABLED state to be updated",
        "UpdateCertificateAuthority",
        arn);
    delete(arn, 7);
    api.ok("RestoreCertificateAuthority", Requests.ca(arn));

    assertThat(status(arn)).isEqualTo("PENDING_CERTIFICATE");
    assertThat(api.csr(arn)).isEqualTo(csr);
  }

  @Test
  void anActiveOneTakesANewCertificateAndStaysActive() {
    String arn = api.activeRoot();
    Instant active = lastChange(arn);
    later(DAY);
    install(arn, 3700);

    assertThat(status(arn)).isEqualTo("ACTIVE");
    assertThat(lastChange(arn)).isEqualTo(active);
  }

  @Test
  void aDisabledOneIssuesNothing() {
    String arn = api.activeRoot();
    switchTo(arn, "DISABLED");
    refusedIssue(arn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATING", "PENDING_CERTIFICATE", "DELETED", "EXPIRED", "FAILED"})
  void noOtherStatusIsSet(String wanted) {
    String arn = api.activeRoot();
    LocalApi.Answer answer =
        api.call(
            "UpdateCertificateAuthority", Map.of("CertificateAuthorityArn", arn, "Status", wanted));
    assertThat(answer.outcome()).isEqualTo("InvalidArgsException");
    assertThat(answer.message()).contains("ACTIVE or DISABLED", wanted);
    assertThat(status(arn)).isEqualTo("ACTIVE");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 6, 31, Integer.MAX_VALUE})
  void aWindowHasSevenToThirtyDays(int days) {
    String arn = api.create("ROOT", Map.of());
    LocalApi.Answer answer =
        api.call(
            "DeleteCertificateAuthority",
            Map.of("CertificateAuthorityArn", arn, "PermanentDeletionTimeInDays", days));
    assertThat(answer.outcome()).isEqualTo("ValidationException");
    assertThat(status(arn)).isEqualTo("PENDING_CERTIFICATE");
  }

  @Test
  void deletingTwiceIsRefused() {
    String arn = api.create("ROOT", Map.of());
    delete(arn, 7);
    Instant until = restorableUntil(arn);
    later(DAY);
    refused("InvalidStateException", "DELETED", "DeleteCertificateAuthority", arn);
    assertThat(restorableUntil(arn)).isEqualTo(until);
  }

  @Test
  void aListIsFilledWithWhatIsNotGone() {
    String first = api.create("ROOT", Map.of());
    String gone = api.create("ROOT", Map.of());
    later(Duration.ofMillis(1));
    String last = api.create("ROOT", Map.of());
    delete(gone, 7);
    delete(first, 30);
    later(Duration.ofDays(7));

    JsonNode page = api.ok("ListCertificateAuthorities", Map.of("MaxResults", 2));

    assertThat(page.get("CertificateAuthorities").findValuesAsText("Arn"))
        .containsExactlyInAnyOrder(first, last);
    assertThat(page.has("NextToken")).isFalse();
    assertThat(page.get("CertificateAuthorities").findValuesAsText("Status"))
        .contains("DELETED", "PENDING_CERTIFICATE");
  }

  @Test
  void oneWhoseKeyIsStillBeingMadeIsGoneAtOnce() {
    vault.hold();
    String arn = begin();
    assertThat(status(arn)).isEqualTo("CREATING");
    assertThat(describe(arn).has("LastStateChangeAt")).isFalse();

    api.ok("DeleteCertificateAuthority", Requests.ca(arn));

    goneEverywhere(arn);
    vault.letGo();
    Until.holds(
        "its key is made and destroyed",
        () -> {
          api.engine().sweep();
          return api.store().removals().isEmpty();
        });
    goneEverywhere(arn);
  }

  @ParameterizedTest
  @CsvSource({"TOKEN_UNAVAILABLE, OTHER", "INVALID_ARGUMENT, UNSUPPORTED_ALGORITHM"})
  void oneThatFailedSaysWhyAndIsGoneAtOnce(Failure failure, String reason) {
    vault.fail(failure);
    String arn = begin();
    Until.holds("it failed", () -> status(arn).equals("FAILED"));
    assertThat(describe(arn).get("FailureReason").asText()).isEqualTo(reason);
    assertThat(lastChange(arn)).isEqualTo(api.clock().instant());

    api.ok("DeleteCertificateAuthority", Requests.ca(arn));

    goneEverywhere(arn);
  }

  @Test
  void ofChangesAtOnceEachWinsOrIsToldThatItLost() throws Exception {
    String arn = api.activeRoot();
    // Whether any lose is up to the threads; DeclaredErrorTest makes one lose for certain.
    assertThat(atOnce("UpdateCertificateAuthority", i -> switched(arn, i)))
        .isSubsetOf("OK", "ConcurrentModificationException")
        .contains("OK");
    switchTo(arn, "DISABLED");
    Map<String, Long> deletions =
        counted(atOnce("DeleteCertificateAuthority", i -> Requests.ca(arn)));

    assertThat(deletions.remove("OK")).isEqualTo(1);
    assertThat(deletions.keySet())
        .isSubsetOf("ConcurrentModificationException", "InvalidStateException");
    Map<String, Long> restores =
        counted(atOnce("RestoreCertificateAuthority", i -> Requests.ca(arn)));
    assertThat(restores.remove("OK")).isEqualTo(1);
    assertThat(restores.keySet()).isSubsetOf("InvalidStateException");
    assertThat(status(arn)).isEqualTo("DISABLED");
  }

  private static Map<String, Object> switched(String arn, int caller) {
    return Map.of(
        "CertificateAuthorityArn", arn, "Status", caller % 2 == 0 ? "DISABLED" : "ACTIVE");
  }

  private List<String> atOnce(String operation, IntFunction<Map<String, Object>> request)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(32);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        int caller = i;
        answers.add(
            threads.submit(() -> {
              together.await();
              return api.call(operation, request.apply(caller)).outcome();
            }));
      }
      List<String> outcomes = new ArrayList<>();
      for (Future<String> answer : answers) {
        outcomes.add(answer.get());
      }
      return outcomes;
    }
  }

  private static Map<String, Long> counted(List<String> outcomes) {
    return outcomes.stream()
        .collect(Collectors.groupingBy(outcome -> outcome, HashMap::new, Collectors.counting()));
  }

  private String begin() {
    Operation create = Operation.CREATE_CERTIFICATE_AUTHORITY;
    return api.ok(create.wireName(), AnyRequest.to(create, ""))
        .get("CertificateAuthorityArn")
        .asText();
  }

  private void goneEverywhere(String arn) {
    for (Operation operation : Operation.values()) {
      if (operation != Operation.CREATE_CERTIFICATE_AUTHORITY
          && operation != Operation.LIST_CERTIFICATE_AUTHORITIES) {
        LocalApi.Answer answer = api.call(operation.wireName(), AnyRequest.to(operation, arn));
        assertThat(answer.outcome())
            .as("%s: %s", operation.wireName(), answer.body())
            .isEqualTo("ResourceNotFoundException");
      }
    }
    assertThat(api.ok("ListCertificateAuthorities", Map.of()).get("CertificateAuthorities"))
        .isEmpty();
  }

  private void install(String arn, int days) {
    String own = api.issue(arn, api.csr(arn), Requests.ROOT_TEMPLATE, days);
    api.ok(
        "ImportCertificateAuthorityCertificate", Requests.install(arn, api.certificate(arn, own)));
  }

  private void switchTo(String arn, String status) {
    api.ok("UpdateCertificateAuthority", Requests.ca(arn, "Status", status));
  }

  private void delete(String arn, @Nullable Integer days) {
    Map<String, Object> request = Requests.ca(arn);
    if (days != null) {
      request.put("PermanentDeletionTimeInDays", days);
    }
    api.ok("DeleteCertificateAuthority", request);
  }

  private void refused(String error, String says, String operation, String arn) {
    LocalApi.Answer answer = api.call(operation, Requests.ca(arn));
    assertThat(answer.outcome()).isEqualTo(error);
    assertThat(answer.message()).contains(says);
  }

  private void refusedIssue(String arn) {
    LocalApi.Answer answer =
        api.call("IssueCertificate", AnyRequest.to(Operation.ISSUE_CERTIFICATE, arn));
    assertThat(answer.outcome()).isEqualTo("InvalidStateException");
    assertThat(answer.message())
        .contains("The certificate authority is not in a valid state for issuing certificates");
  }

  private void later(Duration time) {
    api.clock().advance(time);
  }

  private JsonNode describe(String arn) {
    return api.ok("DescribeCertificateAuthority", Requests.ca(arn)).get("CertificateAuthority");
  }

  private String status(String arn) {
    return describe(arn).get("Status").asText();
  }

  private Instant lastChange(String arn) {
    return instant(describe(arn).get("LastStateChangeAt"));
  }

  private Instant restorableUntil(String arn) {
    return instant(describe(arn).get("RestorableUntil"));
  }

  private static Instant instant(JsonNode seconds) {
    return Instant.ofEpochMilli(seconds.decimalValue().movePointRight(3).longValueExact());
  }
}
