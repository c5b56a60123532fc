package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What the signer of the AWS SDK for Java signs is accepted, and nothing that differs from it. */
class SdkOracleTest {
  private static final int REQUESTS = 600;
  private static final String SECRET_LETTERS = "abcdefghijkLMNOPQRSTUV0123456789+/";
  private static final String VALUE_LETTERS = "abcXYZ019 \t  ;,:=\"'()/%&+~";
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
  private static final Caller CALLER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/u");

  /** A request as the SDK signed it, and what a verifier needs to accept it. */
  record Signed(HttpRequest request, String keyId, String secret, String region, Instant now) {
    Caller verify(HttpRequest changed) {
      return verify(changed, secret, region, "acm-pca");
    }

    Caller verify(HttpRequest changed, String secret, String region, String service) {
      AccessKeys keys = AccessKeys.of(List.of(new AccessKey(keyId, secret, CALLER)));
      return new SigV4Verifier(keys, region, service, new HandClock(now)).verify(changed);
    }
  }

  enum Mutation {
    NONE,
    BODY,
    EXTRA_HEADER,
    TARGET,
    DATE,
    HOST,
    METHOD,
    PATH,
    QUERY,
    HEADER_LIST,
    SIGNATURE,
    SECRET,
    REGION,
    SERVICE
  }

  @ParameterizedTest
  @EnumSource
  void acceptsWhatTheSdkSignsAndNothingElse(Mutation mutation) {
    for (int seed = 0; seed < REQUESTS; seed++) {
      Random random = new Random(seed);
      Signed signed = sign(random);
      if (mutation == Mutation.NONE) {
        assertThat(signed.verify(signed.request())).as("seed %d", seed).isEqualTo(CALLER);
        continue;
      }
      WireException refusal =
          catchThrowableOfType(WireException.class, () -> change(mutation, signed, random));
      assertThat(refusal).as("seed %d, %s", seed, mutation).isNotNull();
      assertThat(refusal.error()).as("seed %d", seed).isEqualTo(ErrorName.INVALID_SIGNATURE);
    }
  }

  private static Caller change(Mutation mutation, Signed signed, Random random) {
    HttpRequest request = signed.request();
    return switch (mutation) {
      case NONE -> signed.verify(request);
      case BODY -> signed.verify(Edits.body(request, flip(request.body(), random)));
      case EXTRA_HEADER -> signed.verify(Edits.value(request, "x-extra-0", v -> v + "x"));
      case TARGET -> signed.verify(Edits.value(request, "x-amz-target", v -> v + "s"));
      case DATE ->
          signed.verify(
              Edits.value(request, "x-amz-date", v -> v.substring(0, 14) + other(v, 14) + "Z"));
      case HOST -> signed.verify(Edits.value(request, "host", v -> v + "0"));
      case METHOD -> signed.verify(Edits.method(request, "PATCH"));
      case PATH -> signed.verify(Edits.path(request, request.path() + "x"));
      case QUERY -> signed.verify(Edits.query(request, request.rawQuery() + "&zz=1"));
      case HEADER_LIST ->
          signed.verify(Edits.value(request, "authorization", v -> v.replace(";x-extra-0", "")));
      case SIGNATURE ->
          signed.verify(
              Edits.value(
                  request,
                  "authorization",
                  v -> v.substring(0, v.length() - 1) + other(v, v.length() - 1)));
      case SECRET -> signed.verify(request, signed.secret() + "x", signed.region(), "acm-pca");
      case REGION -> signed.verify(request, signed.secret(), signed.region() + "x", "acm-pca");
      case SERVICE -> signed.verify(request, signed.secret(), signed.region(), "acm");
    };
  }

  private static char other(String text, int index) {
    return text.charAt(index) == '1' ? '2' : '1';
  }

  private static byte[] flip(byte[] body, Random random) {
    if (body.length == 0) {
      return new byte[1];
    }
    byte[] changed = body.clone();
    changed[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private static Signed sign(Random random) {
    byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(3_000)];
    random.nextBytes(body);
    Instant date = Instant.ofEpochSecond(1_500_000_000L + random.nextInt(1_000_000_000));
    String keyId = "AKIA" + random.nextInt(1_000_000);
    String secret = letters(random, SECRET_LETTERS, 40);
    String region = "eu-central-" + random.nextInt(9);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol(random.nextBoolean() ? "http" : "https")
            .host("ca-" + random.nextInt(99) + ".example")
            .port(random.nextBoolean() ? 8080 : 443)
            .encodedPath(path(random))
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", "ACMPrivateCA.Operation" + random.nextInt(99));
    for (int i = 0; i <= random.nextInt(4); i++) {
      List<String> values = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(3); j++) {
        values.add("v" + letters(random, VALUE_LETTERS, random.nextInt(30)));
      }
      request.putHeader("X-Extra-" + i, values);
    }
    for (int i = random.nextInt(3) == 0 ? random.nextInt(5) : 0; i > 0; i--) {
      request.appendRawQueryParameter(
          letters(random, VALUE_LETTERS, 4).strip() + "q", letters(random, VALUE_LETTERS, 6));
    }
    var signed =
        SIGNER.sign(sign ->
            sign.identity(AwsCredentialsIdentity.create(keyId, secret))
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "acm-pca")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, new HandClock(date)));
    // The SDK drops no fraction, the header does: stay one second inside the window.
    Instant now = date.plusSeconds(random.nextInt(599) - 299L);
    return new Signed(received(signed.request(), body), keyId, secret, region, now);
  }

  private static String path(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "/a%20b/c";
      case 1 -> "/a/./b/../c/";
      case 2 -> "/~tilde-_.x/%E2%82%AC";
      default -> "/";
    };
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
