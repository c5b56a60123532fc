package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Requests made up from a seed and signed by the SDK: paths, queries and headers far beyond what
 * clients of this API send, so that the canonical form is right for reasons and not by luck.
 */
final class SdkRequests {
  private static final String SECRET_LETTERS = "abcdefghijkLMNOPQRSTUV0123456789+/";
  private static final String VALUE_LETTERS = "abcXYZ019 \t  ;,:=\"'()/%&+~\u00e9";
  private static final List<String> SEGMENTS =
      List.of(
          "a",
          "b%20c",
          ".",
          "",
          "%2F",
          "%2f",
          "%E2%82%AC",
          "%e2%82%ac",
          "~t-_.x",
          "%25",
          "a+b",
          "x=1;y",
          "%C3%BC",
          "...",
          ".a",
          "@:!$&'()*,",
          "%00");
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  /**
   * A request as the SDK signed it, and what a verifier needs to accept it.
   *
   * @param at the second in x-amz-date
   */
  record Signed(HttpRequest request, String keyId, String secret, String region, Instant at) {}

  private SdkRequests() {}

  static Signed of(Random random) {
    return of(random, null);
  }

  /** The same with temporary credentials. */
  static Signed of(Random random, @Nullable String sessionToken) {
    byte[] body = new byte[length(random)];
    random.nextBytes(body);
    // A fraction of a second, which the header does not show.
    Instant date =
        Instant.ofEpochSecond(
            1_500_000_000L + random.nextInt(1_000_000_000), random.nextInt(1_000_000_000));
    String keyId = "AKIA" + random.nextInt(1_000_000);
    String secret = letters(random, SECRET_LETTERS, 16 + random.nextInt(240));
    String region = "eu-central-" + random.nextInt(9);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(random.nextInt(5) == 0 ? SdkHttpMethod.PUT : SdkHttpMethod.POST)
            .protocol(random.nextBoolean() ? "http" : "https")
            .host("ca-" + random.nextInt(99) + ".example")
            .port(random.nextBoolean() ? 8080 : 443)
            .encodedPath(path(random))
            .putHeader(cased(random, "content-type"), "application/x-amz-json-1.1")
            .putHeader(
                cased(random, "x-amz-target"), "ACMPrivateCA.Operation" + random.nextInt(99));
    for (int i = random.nextInt(5); i >= 0; i--) {
      List<String> values = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        values.add(value(random));
      }
      request.putHeader(cased(random, "x-extra-" + i), values);
    }
    if (random.nextInt(8) == 0) {
      request.putHeader("X-Amz-Meta", value(random));
    }
    for (int i = random.nextInt(3) == 0 ? random.nextInt(6) : 0; i > 0; i--) {
      request.appendRawQueryParameter(
          letters(random, VALUE_LETTERS, random.nextInt(3)).strip() + "q",
          letters(random, VALUE_LETTERS, random.nextInt(6)));
    }
    AwsCredentialsIdentity identity =
        sessionToken == null
            ? AwsCredentialsIdentity.create(keyId, secret)
            : AwsSessionCredentialsIdentity.create(keyId, secret, sessionToken);
    var signed =
        SIGNER.sign(sign ->
            sign.identity(identity)
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "acm-pca")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, new HandClock(date)));
    Instant second = Instant.ofEpochSecond(date.getEpochSecond());
    return new Signed(received(signed.request(), body), keyId, secret, region, second);
  }

  private static int length(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> 100_000 + random.nextInt(100_000);
      case 1, 2, 3, 4, 5, 6, 7 -> 0;
      default -> random.nextInt(2_000);
    };
  }

  /** Never above the root: there the SDK keeps the dots and RFC 3986 5.2.4 drops them. */
  private static String path(Random random) {
    if (random.nextInt(3) == 0) {
      return "/";
    }
    StringBuilder path = new StringBuilder();
    int depth = 0;
    for (int i = random.nextInt(6); i >= 0; i--) {
      if (depth > 0 && random.nextInt(4) == 0) {
        path.append("/..");
        depth--;
      } else {
        String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        path.append('/').append(segment);
        depth += segment.isEmpty() || segment.equals(".") ? 0 : 1;
      }
    }
    return path.toString();
  }

  /** Beginning and ending with a letter: white space at the ends does not arrive. */
  private static String value(Random random) {
    int count = random.nextInt(25) == 0 ? 3_000 : random.nextInt(30);
    return "v" + letters(random, VALUE_LETTERS, count) + (count == 0 ? "" : "w");
  }

  private static String cased(Random random, String name) {
    StringBuilder cased = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      cased.append(random.nextInt(4) == 0 ? Character.toUpperCase(c) : c);
    }
    return cased.toString();
  }

  private static String letters(Random random, String from, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  private static HttpRequest received(SdkHttpRequest sent, byte[] body) {
    List<Header> headers = new ArrayList<>();
    sent.headers().forEach((name, values) -> values.forEach(v -> headers.add(new Header(name, v))));
    return new HttpRequest(
        sent.method().name(),
        sent.encodedPath(),
        sent.encodedQueryParameters().orElse(""),
        headers,
        body);
  }
}
