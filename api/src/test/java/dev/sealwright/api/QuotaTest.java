package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.LocalApi.Answer;
import dev.sealwright.api.http.RawClient;
import dev.sealwright.api.quota.Preset;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.CountLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityType;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** Quotas as a caller meets them. */
@Timeout(120)
class QuotaTest {
  private static final RateTable AWS = RateTable.of(Preset.AWS, EngineLimits.STANDARD);

  @TempDir Path folder;

  @Test
  void refusedUntilTheClockHasMovedOn() {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withRates(AWS))) {
      for (int i = 0; i < 20; i++) {
        api.ok("ListCertificateAuthorities", Map.of());
      }
      Answer refused = api.call("ListCertificateAuthorities", Map.of());
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.outcome()).isEqualTo("ThrottlingException");
      assertThat(refused.message()).isEqualTo("Rate exceeded");
      api.clock().advance(Duration.ofMillis(49));
      assertThat(api.call("ListCertificateAuthorities", Map.of()).outcome())
          .isEqualTo("ThrottlingException");
      api.clock().advance(Duration.ofMillis(1));
      api.ok("ListCertificateAuthorities", Map.of());
    }
  }

  @Test
  void whoIsOverTheRateIsNotReadAndWhoIsWrongIsCharged() {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withRates(AWS))) {
      Map<String, Object> invalid = Map.of("CertificateAuthorityArn", 7);
      for (int i = 0; i < 5; i++) {
        assertThat(api.call("GetPolicy", invalid).outcome()).isEqualTo("ValidationException");
      }
      assertThat(api.call("GetPolicy", invalid).outcome()).isEqualTo("ThrottlingException");
    }
  }

  @Test
  void whoIsNotAuthenticatedIsChargedToNobody() {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withRates(AWS))) {
      for (int i = 0; i < 50; i++) {
        assertThat(
                api.call(
                        "AKIALOCALADMIN",
                        "not the secret of the administrator",
                        "ListCertificateAuthorities",
                        Map.of())
                    .outcome())
            .isEqualTo("InvalidSignatureException");
      }
      api.ok("ListCertificateAuthorities", Map.of());
    }
  }

  @Test
  void asManyAsAllowedAndNoMore() {
    try (LocalApi api =
        new LocalApi(LocalSetup.usual().withCounts(new CountLimits(2, 1, 2, 1, 1)))) {
      String root = api.activeRoot();
      api.create("SUBORDINATE", Map.of());
      Answer refused = api.call("CreateCertificateAuthority", Requests.create("ROOT"));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.outcome()).isEqualTo("LimitExceededException");
      assertThat(refused.message()).contains("2 certificate authorities");

      Map<String, Object> order =
          Requests.issue(root, new OpenSsl(folder).request("/CN=leaf", Estate.EC).asUtf8String());
      api.ok("IssueCertificate", order);
      assertThat(api.call("IssueCertificate", order).outcome()).isEqualTo("LimitExceededException");
    }
  }

  /** One CA a second: of two at once the SDK tries one again until it is there. */
  @Test
  void theSdkRetriesUntilItSucceeds() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(folder.resolve("home"), Map.of("SEALWRIGHT_QUOTAS", "aws"));
        AcmPcaClient pca = server.client();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      pca.listCertificateAuthorities(list -> {}); // what is slow the first time is behind us
      Callable<String> create =
          () ->
              pca.createCertificateAuthority(ca ->
                      ca.certificateAuthorityType(CertificateAuthorityType.ROOT)
                          .certificateAuthorityConfiguration(key ->
                              key.keyAlgorithm(KeyAlgorithm.EC_PRIME256_V1)
                                  .signingAlgorithm(SigningAlgorithm.SHA256_WITHECDSA)
                                  .subject(subject -> subject.commonName("Two at once"))))
                  .certificateAuthorityArn();
      Set<String> arns = new HashSet<>();
      for (Future<String> created : callers.invokeAll(List.of(create, create))) {
        arns.add(created.get());
      }
      assertThat(arns).hasSize(2);
      assertThat(refused(server, "CreateCertificateAuthority")).isPositive();
      assertThat(refused(server, "ListCertificateAuthorities")).isZero();
    }
  }

  private static int refused(ServerProcess server, String operation) throws IOException {
    try (RawClient client = new RawClient(server.management().getPort())) {
      String body =
          client
              .send("GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
              .answer()
              .body();
      Matcher line =
          Pattern.compile(
                  "sealwright_quota_refused_total\\{operation=\"" + operation + "\"} ([0-9.]+)")
              .matcher(body);
      assertThat(line.find()).as(body).isTrue();
      return (int) Double.parseDouble(line.group(1));
    }
  }
}
