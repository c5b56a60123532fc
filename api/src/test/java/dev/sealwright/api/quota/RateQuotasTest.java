package dev.sealwright.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.EngineLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Buckets under a clock that the test moves. */
class RateQuotasTest {
  private static final String ALICE = "111111111111";
  private static final String BOB = "222222222222";
  private static final long SECOND = 1_000_000_000L;
  private static final RateTable AWS = RateTable.of(Preset.AWS, EngineLimits.STANDARD);

  private final AtomicLong now = new AtomicLong(-5);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final RateQuotas quotas = new RateQuotas(AWS, now::get, metrics);

  @Test
  void aSecondsWorthAndNotOneMore() {
    assertThat(taken(quotas, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(25);
    now.addAndGet(SECOND / 25 - 1);
    assertThat(taken(quotas, ALICE, Operation.ISSUE_CERTIFICATE)).isZero();
    now.addAndGet(1);
    assertThat(taken(quotas, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(1);
    now.addAndGet(SECOND / 2);
    assertThat(taken(quotas, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(12);
    now.addAndGet(1000 * SECOND);
    assertThat(taken(quotas, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(25);
  }

  @Test
  void accountsAndOperationsDoNotMeet() {
    assertThat(taken(quotas, ALICE, Operation.GET_CERTIFICATE)).isEqualTo(75);
    assertThat(taken(quotas, BOB, Operation.GET_CERTIFICATE)).isEqualTo(75);
    assertThat(taken(quotas, ALICE, Operation.CREATE_CERTIFICATE_AUTHORITY)).isEqualTo(1);
  }

  @Test
  void everyOperationHasTheRateOfTheTable() {
    RateTable open = RateTable.of(Preset.OPEN, EngineLimits.STANDARD);
    for (Operation operation : Operation.values()) {
      assertThat(taken(quotas, ALICE, operation))
          .as(operation.wireName())
          .isEqualTo(AWS.of(operation))
          .isLessThan(open.of(operation));
    }
  }

  @Test
  void theAwsPresetIsThePublishedTable() {
    Map<Integer, String> published =
        Map.of(
            1,
            "CreateCertificateAuthority CreateCertificateAuthorityAuditReport CreatePermission"
                + " DeletePermission",
            5,
            "PutPolicy GetPolicy DeletePolicy ListPermissions",
            10,
            "DeleteCertificateAuthority GetCertificateAuthorityCsr"
                + " ImportCertificateAuthorityCertificate TagCertificateAuthority"
                + " UntagCertificateAuthority UpdateCertificateAuthority",
            20,
            "DescribeCertificateAuthority DescribeCertificateAuthorityAuditReport"
                + " GetCertificateAuthorityCertificate ListCertificateAuthorities ListTags"
                + " RestoreCertificateAuthority RevokeCertificate",
            25,
            "IssueCertificate",
            75,
            "GetCertificate");
    AtomicInteger seen = new AtomicInteger();
    published.forEach((rate, operations) ->
        Arrays.stream(operations.split(" "))
            .forEach(name -> {
              seen.incrementAndGet();
              Operation operation = Operation.byTarget("ACMPrivateCA." + name).orElseThrow();
              assertThat(AWS.of(operation)).as(name).isEqualTo(rate);
            }));
    assertThat(seen.get()).isEqualTo(Operation.values().length);
  }

  @Test
  void aRefusalIsOneThatSdksRetryAndIsCounted() {
    taken(quotas, ALICE, Operation.PUT_POLICY);
    assertThat(refusal(quotas, ALICE, Operation.PUT_POLICY).error())
        .isEqualTo(ErrorName.THROTTLING);
    assertThat(refusal(quotas, ALICE, Operation.PUT_POLICY)).hasMessage("Rate exceeded");
    assertThat(
            metrics.get("sealwright.quota.refused").tag("operation", "PutPolicy").counter().count())
        .isEqualTo(3);
  }

  @Test
  void whatRestedIsForgottenAndGivesNoBurstEarly() {
    RateTable longBurst = AWS.with(Map.of(), 4);
    RateQuotas patient = new RateQuotas(longBurst, now::get, metrics);
    assertThat(taken(patient, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(100);
    for (int second = 0; second < 3; second++) {
      now.addAndGet(SECOND);
      patient.sweep();
      assertThat(patient.buckets()).isEqualTo(1);
    }
    assertThat(taken(patient, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(75);
    now.addAndGet(4 * SECOND);
    patient.sweep();
    assertThat(patient.buckets()).isEqualTo(1);
    now.addAndGet(SECOND);
    patient.sweep();
    assertThat(patient.buckets()).isZero();
    assertThat(taken(patient, ALICE, Operation.ISSUE_CERTIFICATE)).isEqualTo(100);
  }

  @Test
  void accountsBeyondTheBoundShareOneBucket() {
    RateQuotas small = new RateQuotas(AWS, now::get, metrics, 2);
    taken(small, ALICE, Operation.GET_POLICY);
    taken(small, BOB, Operation.GET_POLICY);
    int together = 0;
    for (int i = 0; i < 1000; i++) {
      together += taken(small, String.valueOf(300_000_000_000L + i), Operation.GET_POLICY);
    }
    assertThat(together).isEqualTo(5);
    assertThat(small.buckets()).isEqualTo(2);
    assertThat(taken(small, ALICE, Operation.GET_POLICY)).isZero();
    now.addAndGet(3 * SECOND);
    assertThat(taken(small, "333333333333", Operation.GET_POLICY)).isEqualTo(5);
    assertThat(small.buckets()).isEqualTo(1);
  }

  @Test
  @Timeout(60)
  void exactUnderManyThreads() throws InterruptedException {
    RateQuotas fast =
        new RateQuotas(AWS.with(Map.of(Operation.ISSUE_CERTIFICATE, 10_000), 1), now::get, metrics);
    AtomicInteger passed = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 64; thread++) {
        callers.execute(() -> {
          await(together);
          for (int i = 0; i < 500; i++) {
            if (passes(fast, ALICE, Operation.ISSUE_CERTIFICATE)) {
              passed.incrementAndGet();
            }
          }
        });
      }
      together.countDown();
    }
    assertThat(passed.get()).isEqualTo(10_000);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Requests that pass now until one does not. */
  private static int taken(RateQuotas quotas, String account, Operation operation) {
    int taken = 0;
    while (passes(quotas, account, operation)) {
      taken++;
    }
    return taken;
  }

  private static boolean passes(RateQuotas quotas, String account, Operation operation) {
    try {
      quotas.charge(account, operation);
      return true;
    } catch (WireException e) {
      return false;
    }
  }

  private static WireException refusal(RateQuotas quotas, String account, Operation operation) {
    try {
      quotas.charge(account, operation);
      throw new AssertionError("it passed");
    } catch (WireException e) {
      return e;
    }
  }
}
