package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.action.Realm;
import dev.sealwright.api.auth.HandClock;
import dev.sealwright.api.event.ListMetrics;
import dev.sealwright.api.http.RawClient;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.crl.CrlObserver;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** The metrics that the published service has of each CA's lists. */
@Timeout(300)
class ListMetricsTest {
  private static final String URI = "http://pki.example.com/b/crl/x.crl";
  private static final String GENERATED = "acm.private.ca.crl.generated";
  private static final String MISCONFIGURED = "acm.private.ca.misconfigured.crlbucket";
  private static final String AGE = "acm.private.ca.crl.age";
  private static final String SIZE = "acm.private.ca.crl.size";

  @TempDir Path folder;
  private final HandClock clock = new HandClock(LocalApi.START);
  private SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private @Nullable ListMetrics lists;

  private ListMetrics over(Store store) {
    metrics = new SimpleMeterRegistry();
    ListMetrics made =
        new ListMetrics(
            new ListMetrics.Sources(
                store::authorities, store.attached()::crls, new Realm("aws", "us-east-1")::arnOf),
            clock,
            metrics);
    lists = made;
    return made;
  }

  private ListMetrics lists() {
    ListMetrics made = lists;
    if (made == null) {
      throw new AssertionError("no engine was started with it");
    }
    return made;
  }

  @Test
  void eachCaHasItsOwn() {
    try (LocalApi api = new LocalApi(LocalSetup.usual().withObserver(this::over))) {
      String root = api.activeRoot();
      AuthorityId id = new AuthorityId(UUID.fromString(root.substring(root.length() - 36)));
      assertThat(metrics.getMeters()).as("without lists").isEmpty();
      publishLists(api, root);
      publishLists(api, api.activeRoot());
      assertThat(count(GENERATED, root)).isZero();
      assertThat(gauge(AGE, root)).as("before the first").isNaN();

      long version = api.store().authority(id).orElseThrow().version();
      publish(api, id, version, 1, 321);
      lists().published(id, URI);
      pass(Duration.ofSeconds(90));
      assertThat(count(GENERATED, root)).isEqualTo(1);
      assertThat(gauge(AGE, root)).isEqualTo(90);
      assertThat(gauge(SIZE, root)).isEqualTo(321);
      lists().failed(id, URI, CrlObserver.Reason.BUCKET);
      lists().failed(id, URI, CrlObserver.Reason.WRITING);
      lists().failed(id, URI, CrlObserver.Reason.GENERATING);
      assertThat(count(MISCONFIGURED, root)).isEqualTo(1);
      publish(api, id, version, 2, 654);
      lists().published(id, URI);
      assertThat(gauge(AGE, root)).isZero();
      assertThat(gauge(SIZE, root)).isEqualTo(654);

      pass(Duration.ofSeconds(7));
      over(api.store());
      assertThat(count(GENERATED, root)).as("after a restart").isZero();
      assertThat(gauge(AGE, root)).isEqualTo(7);
      pass(Duration.ofDays(4000));
      assertThat(gauge(AGE, root)).as("of an expired CA").isNaN();
      assertThat(gauge(SIZE, root)).isNaN();

      Mutation gone =
          new Mutation.RemoveAuthority(
              id,
              version,
              new AuditEvent(
                  clock.instant(), AuditEvent.Kind.AUTHORITY_REMOVED, id, null, "engine", ""));
      lists().committed(gone, Outcome.STALE);
      assertThat(metrics.find(AGE).tag("private.ca.arn", root).gauge()).isNotNull();
      lists().committed(gone, Outcome.APPLIED);
      assertThat(metrics.getMeters())
          .as("those of the other CA")
          .hasSize(4)
          .allSatisfy(
              meter -> assertThat(meter.getId().getTag("private.ca.arn")).isNotEqualTo(root));
    }
  }

  private static void publishLists(LocalApi api, String root) {
    api.ok(
        "UpdateCertificateAuthority",
        Requests.ca(
            root,
            "RevocationConfiguration",
            Map.of("CrlConfiguration", Map.of("Enabled", true, "S3BucketName", "some-lists"))));
  }

  /** As the engine would put a list on record. */
  private void publish(LocalApi api, AuthorityId id, long version, long number, long bytes) {
    CrlRecord.Published list =
        new CrlRecord.Published(
            number,
            0,
            clock.instant(),
            clock.instant().plus(Duration.ofDays(7)),
            0,
            bytes,
            "there");
    assertThat(
            api.store()
                .commit(
                    List.of(
                        new Mutation.TakeCrlNumber(id, version, CrlScope.COMPLETE, number),
                        new Mutation.PublishCrl(id, CrlScope.COMPLETE, list))))
        .containsOnly(Outcome.APPLIED);
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private double count(String name, String root) {
    return metrics.get(name).tag("private.ca.arn", root).counter().count();
  }

  private double gauge(String name, String root) {
    return metrics.get(name).tag("private.ca.arn", root).gauge().value();
  }

  /** As Prometheus sees them, of lists that are really made and a bucket that really refuses. */
  @Test
  void theServerHasThem() throws IOException {
    Path home = folder.resolve("home");
    Path bucket = home.resolve("var").resolve("buckets").resolve("seen-lists");
    String root;
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      root =
          ca.activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Seen Root");
      pca.updateCertificateAuthority(update ->
          update
              .certificateAuthorityArn(root)
              .revocationConfiguration(revocation ->
                  revocation.crlConfiguration(
                      crl -> crl.enabled(true).expirationInDays(7).s3BucketName("seen-lists"))));
      Until.holds("a list", () -> read(server, "crl_generated_total", root).orElse(0) == 1);
      Path list = bucket.resolve("crl").resolve(root.substring(root.lastIndexOf('/') + 1) + ".crl");
      assertThat(read(server, "crl_size_bytes", root)).hasValue((double) Files.size(list));
      assertThat(read(server, "crl_age_seconds", root).orElseThrow()).isNotNegative();
      assertThat(read(server, "misconfigured_crlbucket_total", root)).hasValue(0);

      Files.move(bucket, bucket.resolveSibling("set-aside"));
      Files.createFile(bucket);
      String serial =
          ca.issue(
              root,
              new OpenSsl(folder).request("/CN=revoked", Estate.EC),
              Estate.ALGORITHM,
              Estate.END_ENTITY_TEMPLATE,
              30);
      pca.revokeCertificate(revoke ->
          revoke
              .certificateAuthorityArn(root)
              .certificateSerial(serial.substring(serial.lastIndexOf('/') + 1))
              .revocationReason(RevocationReason.SUPERSEDED));
      Until.holds(
          "a refusal", () -> read(server, "misconfigured_crlbucket_total", root).orElse(0) > 0);
      assertThat(read(server, "crl_generated_total", root)).hasValue(1);
      server.kill();
    }
    Files.delete(bucket);
    Files.move(bucket.resolveSibling("set-aside"), bucket);
    try (ServerProcess server = ServerProcess.start(home)) {
      Until.holds("the list", () -> read(server, "crl_generated_total", root).orElse(0) == 1);
      assertThat(read(server, "crl_age_seconds", root).orElseThrow()).isNotNegative();
    }
  }

  private static OptionalDouble read(ServerProcess server, String name, String root) {
    try (RawClient client = new RawClient(server.management().getPort())) {
      String body =
          client
              .send("GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
              .answer()
              .body();
      Matcher line =
          Pattern.compile(
                  "^acm_private_ca_"
                      + name
                      + "\\{private_ca_arn=\""
                      + Pattern.quote(root)
                      + "\"} (\\S+)$",
                  Pattern.MULTILINE)
              .matcher(body);
      return line.find()
          ? OptionalDouble.of(Double.parseDouble(line.group(1)))
          : OptionalDouble.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
