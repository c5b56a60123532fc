package dev.sealwright.api;

import dev.sealwright.api.action.ActionTable;
import dev.sealwright.api.action.Dispatcher;
import dev.sealwright.api.action.PageTokens;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.auth.SigV4Signer;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.quota.Preset;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.WarmUp;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.x509.Octets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves IssueCertificate over HTTP on a port that nobody is told of, under an access key that
 * nobody has, so that all of a request's way is compiled before the first one that counts.
 *
 * <p>Threads: one uses it; its callers and those of its listener end before it does.
 */
final class Practice implements WarmUp.Practice {
  private static final Logger LOG = LoggerFactory.getLogger(Practice.class);

  static final int CALLERS = 16;
  private static final String REGION = "practice";
  private static final String SERVICE = "acm-pca";

  private final Path folder;
  private final Duration time;
  private final AtomicInteger answered = new AtomicInteger();

  /**
   * @param folder for buckets that stay empty
   * @param time for which it sends requests
   */
  Practice(Path folder, Duration time) {
    this.folder = folder;
    this.time = time;
  }

  /** Requests that were answered. */
  int answered() {
    return answered.get();
  }

  @Override
  public void with(CaEngine engine, AuthorityId ca, Octets request) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    AccessKey key =
        new AccessKey(
            "practice",
            drawn(),
            Caller.administrator(WarmUp.OWNER, "arn:aws:iam::" + WarmUp.OWNER + ":user/practice"));
    Realm realm = new Realm("aws", REGION);
    var buckets = new FolderBuckets(folder, true);
    var metrics = new SimpleMeterRegistry();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var reports = AuditReports.start(engine, realm::arnOf, buckets);
        var front =
            HttpFront.start(
                loopback,
                0,
                HttpLimits.standard(),
                new Dispatcher(
                    new SigV4Verifier(
                        id -> id.equals(key.id()) ? Optional.of(key) : Optional.empty(),
                        REGION,
                        SERVICE,
                        clock),
                    new RateQuotas(
                        RateTable.of(Preset.OPEN, EngineLimits.STANDARD),
                        System::nanoTime,
                        metrics),
                    new ActionTable(
                        engine, reports, buckets, realm, clock, new PageTokens(random(32))),
                    metrics,
                    clock,
                    _ -> {}))) {
      byte[] message =
          message(
              new SigV4Signer(key, REGION, SERVICE),
              loopback.getHostAddress() + ":" + front.port(),
              order(engine.authority(ca).map(realm::arnOf).orElseThrow().toString(), request),
              clock.instant());
      send(loopback, front.port(), message);
    }
  }

  /** One POST as it goes over the wire, good for as long as its date is fresh. */
  private static byte[] message(SigV4Signer signer, String host, byte[] body, Instant now) {
    List<Header> headers =
        signer.signed(
            new HttpRequest(
                "POST",
                "/",
                "",
                List.of(
                    new Header("host", host),
                    new Header("content-type", "application/x-amz-json-1.1"),
                    new Header("x-amz-target", Operation.ISSUE_CERTIFICATE.target())),
                body),
            now);
    StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
    for (Header header : headers) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append("content-length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] message = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, message, start.length, body.length);
    return message;
  }

  private static byte[] order(String ca, Octets request) {
    return """
    {"CertificateAuthorityArn":"%s","Csr":"%s","SigningAlgorithm":"SHA256WITHECDSA",\
    "Validity":{"Type":"DAYS","Value":1}}\
    """
        .formatted(ca, Base64.getEncoder().encodeToString(request.toArray()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Each caller sends again as soon as it has its answer, and once at least. */
  private void send(InetAddress address, int port, byte[] message) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<Thread> callers = new ArrayList<>();
    for (int number = 0; number < CALLERS; number++) {
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                try (var connection = new PracticeConnection(address, port)) {
                  do {
                    connection.call(message);
                    answered.incrementAndGet();
                  } while (System.nanoTime() < end);
                } catch (IOException e) {
                  LOG.warn("practice broke off: {}", e.getMessage());
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static String drawn() {
    return HexFormat.of().formatHex(random(32));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
