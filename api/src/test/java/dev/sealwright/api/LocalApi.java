package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.action.ActionTable;
import dev.sealwright.api.action.Dispatcher;
import dev.sealwright.api.action.PageTokens;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.auth.HandClock;
import dev.sealwright.api.auth.PlainSigner;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.http.ErrorAnswer;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.api.quota.Preset;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.Surroundings;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.PublicationHosts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The whole API but for sockets and tokens: signed requests to the dispatcher, an engine in memory,
 * and a clock that the test moves.
 */
public final class LocalApi implements AutoCloseable {
  public static final String ACCOUNT = "123456789012";
  public static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  public static final String OTHER_ACCOUNT = "210987654321";

  private static final String REGION = "us-east-1";
  private static final String KEY_ID = "AKIALOCALADMIN";
  private static final String OTHER_KEY_ID = "AKIALOCALSTRANGER";
  private static final String SECRET = "a-secret-of-the-local-administrator";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final RateTable OPEN = RateTable.of(Preset.OPEN, EngineLimits.STANDARD);

  private final HandClock clock = new HandClock(START);
  private final MemoryStore store = new MemoryStore();
  private final Map<String, AccessKey> admitted = new ConcurrentHashMap<>();
  private final MemoryBuckets buckets =
      new MemoryBuckets(name -> !name.startsWith("absent") && !name.startsWith("missing"));
  private final CaEngine engine;
  private final AuditReports reports;
  private final Dispatcher dispatcher;

  /** With the usual parts. */
  public LocalApi() {
    this(LocalSetup.usual());
  }

  LocalApi(LocalSetup setup) {
    RateTable rates = setup.rates();
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    RateQuotas quotas =
        rates == null
            ? new RateQuotas(OPEN, System::nanoTime, metrics)
            : new RateQuotas(
                rates, () -> Duration.between(START, clock.instant()).toNanos(), metrics);
    engine =
        CaEngine.open(
            setup.between().apply(store),
            setup.vaults().stream().map(VaultSet::of).toList(),
            clock,
            metrics,
            EngineLimits.STANDARD.with(setup.counts()),
            new Surroundings(
                new PublicationHosts("localhost:8081"), null, setup.observers().apply(store)));
    AccessKeys keys =
        AccessKeys.of(
            List.of(
                new AccessKey(
                    KEY_ID,
                    SECRET,
                    Caller.administrator(
                        ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/administrator")),
                new AccessKey(
                    OTHER_KEY_ID,
                    SECRET,
                    Caller.administrator(
                        OTHER_ACCOUNT, "arn:aws:iam::" + OTHER_ACCOUNT + ":user/administrator"))));
    Realm realm = new Realm("aws", REGION);
    reports = AuditReports.start(engine, realm::arnOf, buckets);
    dispatcher =
        new Dispatcher(
            new SigV4Verifier(
                id -> Optional.ofNullable(admitted.get(id)).or(() -> keys.find(id)),
                REGION,
                "acm-pca",
                clock),
            quotas,
            new ActionTable(engine, reports, buckets, realm, clock, new PageTokens(new byte[32])),
            metrics,
            clock,
            setup.calls());
  }

  /** What came back: the status and the JSON object. */
  public record Answer(int status, JsonNode body) {
    /** The name of the error, or {@code OK}. */
    public String outcome() {
      return status == 200 ? "OK" : body.path("__type").asText();
    }

    public String message() {
      return body.path("message").asText();
    }
  }

  public HandClock clock() {
    return clock;
  }

  public MemoryStore store() {
    return store;
  }

  public CaEngine engine() {
    return engine;
  }

  /** Lets another principal in, whose secret is known to the test. */
  public void admit(AccessKey key) {
    admitted.put(key.id(), key);
  }

  /** Every bucket is there but those whose name begins with {@code absent} or {@code missing}. */
  public MemoryBuckets buckets() {
    return buckets;
  }

  /** Calls as the administrator of {@link #OTHER_ACCOUNT}. */
  public Answer callAsStranger(String operation, Object body) {
    return call(OTHER_KEY_ID, SECRET, operation, body);
  }

  /** Calls as the administrator. */
  public Answer call(String operation, Object body) {
    return call(KEY_ID, SECRET, operation, body);
  }

  /**
   * Calls under any access key.
   *
   * @param body anything that Jackson writes as an object
   */
  public Answer call(String keyId, String secret, String operation, Object body) {
    try {
      return send(keyId, secret, operation, JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls as the administrator with bytes that need not be JSON. */
  public Answer callRaw(String operation, byte[] body) {
    return send(KEY_ID, SECRET, operation, body);
  }

  private Answer send(String keyId, String secret, String operation, byte[] body) {
    String date = AMZ_DATE.format(clock.instant());
    String scope = String.join("/", date.substring(0, 8), REGION, "acm-pca", "aws4_request");
    try {
      HttpResponse response =
          dispatcher.handle(
              new PlainSigner(keyId, secret, date, scope)
                  .sign(
                      List.of(
                          new Header("Host", "127.0.0.1"),
                          new Header("Content-Type", ErrorAnswer.CONTENT_TYPE),
                          new Header("X-Amz-Target", "ACMPrivateCA." + operation)),
                      body));
      Answer answer = new Answer(response.status(), JSON.readTree(response.body()));
      assertDeclared(operation, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No operation answers with a modelled error that its model does not know. */
  private static void assertDeclared(String operation, Answer answer) {
    Optional<Operation> known = Operation.byTarget("ACMPrivateCA." + operation);
    boolean modelled =
        Arrays.stream(Operation.values())
            .flatMap(any -> any.errors().stream())
            .anyMatch(error -> error.wireName().equals(answer.outcome()));
    if (known.isPresent() && modelled) {
      assertThat(known.get().errors())
          .as("%s: %s", operation, answer.body())
          .anyMatch(error -> error.wireName().equals(answer.outcome()));
    }
  }

  /** Calls as the administrator and expects success. */
  public JsonNode ok(String operation, Object body) {
    Answer answer = call(operation, body);
    assertThat(answer.outcome()).as("%s: %s", operation, answer.body()).isEqualTo("OK");
    return answer.body();
  }

  /** Creates a CA with a P-256 key and waits for its CSR. */
  public String create(String type, Map<String, ?> more) {
    Map<String, Object> request = Requests.create(type);
    request.putAll(more);
    String arn = ok("CreateCertificateAuthority", request).get("CertificateAuthorityArn").asText();
    long end = System.nanoTime() + 20_000_000_000L;
    while (call("GetCertificateAuthorityCsr", Requests.ca(arn))
            .outcome()
            .equals("RequestInProgressException")
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return arn;
  }

  /** A root CA with its certificate installed, for ten years. */
  public String activeRoot() {
    String arn = create("ROOT", Map.of());
    String own = issue(arn, csr(arn), Requests.ROOT_TEMPLATE, 3650);
    ok("ImportCertificateAuthorityCertificate", Requests.install(arn, certificate(arn, own)));
    return arn;
  }

  /** PEM of a request by a key of its own. */
  public String foreignCsr() {
    return csr(create("SUBORDINATE", Map.of()));
  }

  /** PEM of the CA's own request. */
  public String csr(String arn) {
    return ok("GetCertificateAuthorityCsr", Requests.ca(arn)).get("Csr").asText();
  }

  /** Issues for a number of days and returns the ARN. */
  public String issue(String arn, String csrPem, String template, long days) {
    return ok("IssueCertificate", Requests.issue(arn, csrPem, template, days))
        .get("CertificateArn")
        .asText();
  }

  /** PEM of an issued certificate. */
  public String certificate(String arn, String certificateArn) {
    return ok("GetCertificate", Requests.certificate(arn, certificateArn))
        .get("Certificate")
        .asText();
  }

  @Override
  public void close() {
    reports.close();
    engine.close();
  }
}
