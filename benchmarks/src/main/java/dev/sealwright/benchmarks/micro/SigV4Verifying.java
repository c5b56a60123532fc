package dev.sealwright.benchmarks.micro;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Who signed a request with a body of 2,048 bytes: the same request each time, so the day's signing
 * key is in the verifier's cache, as it is for a client that calls often.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class SigV4Verifying {
  private static final String ID = "AKIABENCHMARK";
  private static final String SECRET = "no secret: it opens nothing but this benchmark";
  private static final String SCOPE = "20261122/eu-central-1/acm-pca/aws4_request";
  private static final String DATE = "20261122T120000Z";
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final int BODY_BYTES = 2048;

  private SigV4Verifier verifier;
  private HttpRequest request;

  @Setup(Level.Trial)
  public void sign() throws GeneralSecurityException {
    var caller = new Caller("123456789012", "arn:aws:iam::123456789012:user/benchmark");
    verifier =
        new SigV4Verifier(
            AccessKeys.of(List.of(new AccessKey(ID, SECRET, caller))),
            "eu-central-1",
            "acm-pca",
            Clock.fixed(NOW, ZoneOffset.UTC));
    request = signed("x".repeat(BODY_BYTES).getBytes(StandardCharsets.US_ASCII));
  }

  @Benchmark
  public Caller verify() {
    return verifier.verify(request);
  }

  /** Signature Version 4 for a POST to "/" with the headers that an SDK sends. */
  private static HttpRequest signed(byte[] body) throws GeneralSecurityException {
    String names = "content-type;host;x-amz-date;x-amz-target";
    String canonical =
        """
        POST
        /

        content-type:application/x-amz-json-1.1
        host:localhost:8080
        x-amz-date:%s
        x-amz-target:ACMPrivateCA.IssueCertificate

        %s
        %s\
        """
            .formatted(DATE, names, sha256(body));
    byte[] key = bytes("AWS4" + SECRET);
    for (String step : SCOPE.split("/", -1)) {
      key = hmac(key, step);
    }
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", DATE, SCOPE, sha256(bytes(canonical)));
    String signature = HexFormat.of().formatHex(hmac(key, toSign));
    return new HttpRequest(
        "POST",
        "/",
        "",
        List.of(
            new Header("Host", "localhost:8080"),
            new Header("Content-Type", "application/x-amz-json-1.1"),
            new Header("Content-Length", Integer.toString(body.length)),
            new Header("X-Amz-Date", DATE),
            new Header("X-Amz-Target", "ACMPrivateCA.IssueCertificate"),
            new Header("User-Agent", "benchmark"),
            new Header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                    .formatted(ID, SCOPE, names, signature))),
        body);
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
