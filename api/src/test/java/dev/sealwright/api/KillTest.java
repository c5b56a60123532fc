package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;
import software.amazon.awssdk.services.acmpca.model.ValidityPeriodType;

/** INVARIANTS I2, I4 and I12 through the whole server: kill -9 in the middle of issuing. */
@MostlyWaits
@Timeout(300)
class KillTest {
  private static final int ROUNDS = 3;
  private static final int CALLERS = 8;
  private static final int BEFORE_THE_KILL = 60;

  @TempDir Path folder;

  @Test
  void everyAcknowledgedCertificateIsStillServedAfterKill9() {
    Path home = folder.resolve("home");
    SdkBytes csr =
        new OpenSsl(folder)
            .request("/CN=kill", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    String root;
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      root =
          new CaClient(pca)
              .activeRoot(
                  KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Kill Root");
    } // killed by close()

    Map<String, String> acknowledged = new ConcurrentHashMap<>(); // idempotency token to ARN
    for (int round = 0; round < ROUNDS; round++) {
      issueUntilKilled(home, root, csr, acknowledged);
    }

    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * BEFORE_THE_KILL);
      acknowledged.forEach((token, arn) -> {
        assertThat(ca.certificate(root, arn).certificate()).startsWith("-----BEGIN");
        assertThat(issue(pca, root, csr, token)).as("the token finds its ARN").isEqualTo(arn);
      });
      assertThat(acknowledged.values()).doesNotHaveDuplicates();
    }
  }

  private static void issueUntilKilled(
      Path home, String root, SdkBytes csr, Map<String, String> acknowledged) {
    CountDownLatch enough = new CountDownLatch(BEFORE_THE_KILL);
    AtomicBoolean killed = new AtomicBoolean();
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> {
          while (!killed.get()) {
            String token = UUID.randomUUID().toString();
            try {
              acknowledged.put(token, issue(pca, root, csr, token));
              enough.countDown();
            } catch (SdkException e) {
              return; // cut off in the middle, as intended
            }
          }
        });
      }
      enough.await();
      server.kill();
      killed.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String issue(AcmPcaClient pca, String root, SdkBytes csr, String token) {
    return pca.issueCertificate(issue ->
            issue
                .certificateAuthorityArn(root)
                .csr(csr)
                .signingAlgorithm(SigningAlgorithm.SHA256_WITHECDSA)
                .idempotencyToken(token)
                .validity(validity -> validity.type(ValidityPeriodType.DAYS).value(30L)))
        .certificateArn();
  }
}
