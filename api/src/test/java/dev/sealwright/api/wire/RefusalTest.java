package dev.sealwright.api.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.fault.Blame;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {

  @ParameterizedTest
  @CsvSource({
    "INVALID_VALUE, ValidationException",
    "INVALID_ARGUMENT, InvalidArgsException",
    "INVALID_REQUEST, InvalidRequestException",
    "MALFORMED_CSR, MalformedCSRException",
    "MALFORMED_CERTIFICATE, MalformedCertificateException",
    "CERTIFICATE_MISMATCH, CertificateMismatchException",
    "INVALID_STATE, InvalidStateException",
    "NOT_FOUND, ResourceNotFoundException",
    "CONCURRENT_MODIFICATION, ConcurrentModificationException",
    "IN_PROGRESS, RequestInProgressException",
    "REQUEST_FAILED, RequestFailedException",
    "BUSY, ThrottlingException",
    "LIMIT_EXCEEDED, LimitExceededException",
    "TOKEN_UNAVAILABLE, ServiceUnavailable",
    "STORE_UNAVAILABLE, ServiceUnavailable",
    "OUTCOME_UNKNOWN, ServiceUnavailable",
    "RECORD_UNREADABLE, ServiceUnavailable",
    "INTERNAL, InternalFailure"
  })
  void givesEachFailureItsName(Failure failure, String wireName) {
    assertThat(Refusal.of(new CaException(failure, "detail"), null).error().wireName())
        .isEqualTo(wireName);
  }

  @ParameterizedTest
  @EnumSource
  void keepsDetailFromTheCallerWhoIsNotToBlame(Failure failure) {
    String message = Refusal.of(new CaException(failure, "token 7 slot 3"), null).message();
    boolean told = failure.blame() == Blame.CALLER || failure == Failure.LIMIT_EXCEEDED;
    assertThat(message.contains("token 7")).isEqualTo(told);
    assertThat(message).isNotBlank();
  }

  @Test
  void saysThatTheRateWasExceededWhenBusy() {
    assertThat(Refusal.of(new CaException(Failure.BUSY, "queue"), null).message())
        .isEqualTo("Rate exceeded");
  }

  @Test
  void takesAnythingUnforeseenForAnInternalFailure() {
    Refusal refusal = Refusal.of(new IllegalStateException("secret"), null);
    assertThat(refusal.error()).isEqualTo(ErrorName.INTERNAL_FAILURE);
    assertThat(refusal.message()).doesNotContain("secret");
  }

  @Test
  void writesTypeAndMessage() {
    WireException thrown = new WireException(ErrorName.INVALID_ARN, "a \"quoted\" \uD800 text\n");
    assertThat(new String(Refusal.of(thrown, null).body(), UTF_8))
        .isEqualTo(
            "{\"__type\":\"InvalidArnException\","
                + "\"message\":\"a \\\"quoted\\\" \\\\u{d800} text\\\\u{a}\"}");
  }

  @Test
  void boundsTheMessage() {
    WireException thrown = new WireException(ErrorName.VALIDATION, "x".repeat(100_000));
    assertThat(Refusal.of(thrown, null).body()).hasSizeLessThan(10_000);
  }

  @Test
  void findsOperationsByTheirExactTarget() {
    assertThat(Arrays.stream(Operation.values()).map(Operation::target))
        .allSatisfy(target ->
            assertThat(Operation.byTarget(target).map(Operation::target)).contains(target));
    assertThat(Operation.byTarget("ACMPrivateCA.issuecertificate")).isEmpty();
    assertThat(Operation.byTarget("IssueCertificate")).isEmpty();
    assertThat(Operation.byTarget("")).isEmpty();
  }

  /** An SDK repeats a 503 by itself: a second CreatePermission would be told that it exists. */
  @Test
  void whatMayHaveHappenedIsNotOfferedForRepetition() {
    var unknown = new CaException(Failure.OUTCOME_UNKNOWN, "disk");
    assertThat(Refusal.of(unknown, Operation.CREATE_PERMISSION).error())
        .isEqualTo(ErrorName.REQUEST_FAILED);
    assertThat(Refusal.of(unknown, Operation.ISSUE_CERTIFICATE).error())
        .isEqualTo(ErrorName.SERVICE_UNAVAILABLE);
    var unreadable = new CaException(Failure.RECORD_UNREADABLE, "row 7");
    assertThat(Refusal.of(unreadable, Operation.GET_CERTIFICATE).error())
        .isEqualTo(ErrorName.REQUEST_FAILED);
  }
}
