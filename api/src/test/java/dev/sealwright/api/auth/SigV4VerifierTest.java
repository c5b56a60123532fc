package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigV4VerifierTest {
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "a secret that nobody may ever print";
  private static final String SCOPE = "20261122/eu-central-1/acm-pca/aws4_request";
  private static final String DATE = "20261122T120000Z";
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Caller CALLER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/operator");
  private static final List<Header> HEADERS =
      List.of(
          new Header("Host", "localhost:8080"),
          new Header("Content-Type", "application/x-amz-json-1.1"),
          new Header("X-Amz-Target", "ACMPrivateCA.ListTags"));

  private final HandClock clock = new HandClock(NOW);
  private final SigV4Verifier verifier =
      new SigV4Verifier(
          AccessKeys.of(List.of(new AccessKey(KEY, SECRET, CALLER))),
          "eu-central-1",
          "acm-pca",
          clock);

  private static PlainSigner signer() {
    return new PlainSigner(KEY, SECRET, DATE, SCOPE);
  }

  private static HttpRequest good() {
    return signer().sign(HEADERS, "{}");
  }

  private WireException refusal(HttpRequest request) {
    WireException refusal =
        catchThrowableOfType(WireException.class, () -> verifier.verify(request));
    assertThat(refusal).as("accepted: %s", request.headers()).isNotNull();
    return refusal;
  }

  private static Stream<List<Header>> goodHeaders() {
    return Stream.of(
        HEADERS,
        more("X-Amz-Content-Sha256", sha256OfBraces()),
        more("Accept-Encoding", "identity"),
        HEADERS.stream().filter(header -> !header.name().equals("Content-Type")).toList());
  }

  private static String sha256OfBraces() {
    return "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  }

  private static List<Header> more(String name, String value) {
    List<Header> headers = new ArrayList<>(HEADERS);
    headers.add(new Header(name, value));
    return headers;
  }

  @ParameterizedTest
  @MethodSource("goodHeaders")
  void namesTheCallerOfASignedRequest(List<Header> headers) {
    assertThat(verifier.verify(signer().sign(headers, "{}"))).isEqualTo(CALLER);
  }

  @Test
  void minglesNoTwoRequests() {
    for (int i = 0; i < 3; i++) {
      assertThat(verifier.verify(good())).isEqualTo(CALLER);
      HttpRequest other = Edits.value(good(), "x-amz-target", "ACMPrivateCA.TagResource");
      assertThat(refusal(other).error()).isEqualTo(ErrorName.INVALID_SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {",", " , ", ",   "})
  void takesAnySpacesAroundTheCommas(String comma) {
    assertThat(
            verifier.verify(
                Edits.value(good(), "authorization", value -> value.replace(", ", comma))))
        .isEqualTo(CALLER);
  }

  @Test
  void takesThePartsInAnyOrder() {
    HttpRequest reversed =
        Edits.value(
            good(),
            "authorization",
            value -> {
              List<String> parts =
                  new ArrayList<>(
                      List.of(value.substring("AWS4-HMAC-SHA256 ".length()).split(", ")));
              Collections.reverse(parts);
              return "AWS4-HMAC-SHA256 " + String.join(", ", parts);
            });
    assertThat(verifier.verify(reversed)).isEqualTo(CALLER);
  }

  @Test
  void ignoresHeadersThatAProxyAdds() {
    assertThat(verifier.verify(Edits.plus(good(), "X-Forwarded-For", "10.0.0.1")))
        .isEqualTo(CALLER);
  }

  record Case(String name, ErrorName error, UnaryOperator<HttpRequest> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case missing(String name, UnaryOperator<HttpRequest> change) {
    return new Case(name, ErrorName.MISSING_AUTHENTICATION_TOKEN, change);
  }

  private static Case incomplete(String name, UnaryOperator<HttpRequest> change) {
    return new Case(name, ErrorName.INCOMPLETE_SIGNATURE, change);
  }

  private static Case malformed(String name, String found, String replacement) {
    return new Case(
        name,
        ErrorName.INCOMPLETE_SIGNATURE,
        request ->
            Edits.value(
                request,
                "authorization",
                value -> {
                  assertThat(value).contains(found);
                  return value.replace(found, replacement);
                }));
  }

  private static Case invalid(String name, UnaryOperator<HttpRequest> change) {
    return new Case(name, ErrorName.INVALID_SIGNATURE, change);
  }

  private static Case unrecognized(String name, UnaryOperator<HttpRequest> change) {
    return new Case(name, ErrorName.UNRECOGNIZED_CLIENT, change);
  }

  private static Stream<Case> badRequests() {
    String presigned = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00";
    return Stream.of(
        missing("no authorization", r -> Edits.without(r, "authorization")),
        missing("presigned", r -> Edits.query(Edits.without(r, "authorization"), presigned)),
        missing("signed twice over", r -> Edits.query(r, presigned)),
        missing("presigned in disguise", r -> Edits.query(r, "%58-amz-credential=x")),
        incomplete("two authorizations", r -> Edits.plus(r, "authorization", "x")),
        incomplete("basic", r -> Edits.value(r, "authorization", "Basic dXNlcjpwYXNz")),
        incomplete("empty", r -> Edits.value(r, "authorization", "")),
        incomplete("algorithm alone", r -> Edits.value(r, "authorization", "AWS4-HMAC-SHA256")),
        incomplete("long", r -> Edits.value(r, "authorization", v -> v + " ".repeat(8 << 10))),
        malformed("another algorithm", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        malformed("no credential", "Credential=", "Credentials="),
        malformed("no signed headers", "SignedHeaders=", "signedheaders="),
        malformed("no signature", "Signature=", "Signature:"),
        malformed("empty credential", KEY + "/" + SCOPE, ""),
        malformed("a part twice", "Credential=", "Signature=x, Credential="),
        malformed("a part too many", "Credential=", "Extra=x, Credential="),
        malformed("an empty part", ", ", ", , "),
        malformed("short scope", "/aws4_request", ""),
        malformed("long scope", "/aws4_request", "/aws4_request/x"),
        malformed("key id with a space", KEY, "AKIA IOSFODNN7"),
        malformed("key id empty", KEY, ""),
        malformed("short signature", "Signature=", "Signature=0"),
        malformed("header names in upper case", ";host", ";Host"),
        malformed("header names unsorted", "content-type;host", "host;content-type"),
        malformed("header name twice", ";host", ";host;host"),
        malformed("empty header name", ";host", ";;host"),
        malformed("too many signed headers", "content-type", manyNames() + "content-type"),
        incomplete(
            "signature in upper case",
            r ->
                Edits.value(
                    r,
                    "authorization",
                    v -> v.replaceFirst("Signature=.{64}", "Signature=" + "A".repeat(64)))),
        incomplete("no host", r -> Edits.without(r, "host")),
        incomplete("two hosts", r -> Edits.plus(r, "HOST", "localhost:8080")),
        incomplete("no date", r -> Edits.without(r, "x-amz-date")),
        incomplete("two dates", r -> Edits.plus(r, "x-amz-date", DATE)),
        incomplete("no target", r -> Edits.without(r, "x-amz-target")),
        incomplete("two targets", r -> Edits.plus(r, "x-amz-target", "ACMPrivateCA.ListTags")),
        incomplete("two content types", r -> Edits.plus(r, "content-type", "x/y")),
        incomplete("odd date", r -> Edits.value(r, "x-amz-date", "2026-11-22T12:00:00Z")),
        incomplete("no such date", r -> Edits.value(r, "x-amz-date", "20261131T120000Z")),
        incomplete("no such second", r -> Edits.value(r, "x-amz-date", "20261122T120060Z")),
        incomplete("empty date", r -> Edits.value(r, "x-amz-date", "")),
        incomplete("two hashes", r -> Edits.plus(hashed(), "x-amz-content-sha256", "x")),
        incomplete("many headers", SigV4VerifierTest::manyHeaders),
        invalid("host unsigned", _ -> signer().sign(HEADERS, "{}", "host")),
        invalid("date unsigned", _ -> signer().sign(HEADERS, "{}", "x-amz-date")),
        invalid("target unsigned", _ -> signer().sign(HEADERS, "{}", "x-amz-target")),
        invalid("content type unsigned", _ -> signer().sign(HEADERS, "{}", "content-type")),
        invalid("content type added", SigV4VerifierTest::contentTypeAdded),
        invalid("signed header gone", r -> Edits.without(r, "content-type")),
        invalid("body", r -> Edits.body(r, new byte[] {'{', ' ', '}'})),
        invalid("no body", r -> Edits.body(r, new byte[0])),
        invalid("body with a hash", _ -> Edits.body(hashed(), new byte[] {'[', ']'})),
        invalid("wrong hash", _ -> unhashed("0".repeat(64))),
        invalid("unsigned payload", _ -> unhashed("UNSIGNED-PAYLOAD")),
        invalid("streaming payload", _ -> unhashed("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")),
        invalid("method", r -> Edits.method(r, "PUT")),
        invalid("path", r -> Edits.path(r, "/x")),
        invalid("query", r -> Edits.query(r, "a=b")),
        invalid("broken query", r -> Edits.query(r, "a=%zz")),
        invalid("long query", r -> Edits.query(r, "a&".repeat(200))),
        invalid("region", _ -> scoped("20261122/us-east-1/acm-pca/aws4_request")),
        invalid("service", _ -> scoped("20261122/eu-central-1/acm/aws4_request")),
        invalid("terminator", _ -> scoped("20261122/eu-central-1/acm-pca/aws5_request")),
        invalid("scope of another day", _ -> scoped("20261121/eu-central-1/acm-pca/aws4_request")),
        invalid("scope in upper case", _ -> scoped("20261122/EU-CENTRAL-1/acm-pca/aws4_request")),
        invalid(
            "another secret",
            _ -> new PlainSigner(KEY, SECRET + ".", DATE, SCOPE).sign(HEADERS, "{}")),
        unrecognized(
            "another key",
            _ -> new PlainSigner("AKIAOTHER", SECRET, DATE, SCOPE).sign(HEADERS, "{}")),
        unrecognized(
            "a stranger's signature",
            r -> Edits.value(r, "authorization", v -> v.replace(KEY, "AKIAX"))),
        unrecognized(
            "the stand-in", r -> Edits.value(r, "authorization", v -> v.replace(KEY, "nobody"))),
        unrecognized(
            "security token", _ -> signer().sign(more("X-Amz-Security-Token", "token"), "{}")));
  }

  private static HttpRequest hashed() {
    return unhashed(sha256OfBraces());
  }

  private static HttpRequest unhashed(String hash) {
    return signer().sign(more("X-Amz-Content-Sha256", hash), "{}");
  }

  private static HttpRequest scoped(String scope) {
    return new PlainSigner(KEY, SECRET, DATE, scope).sign(HEADERS, "{}");
  }

  private static HttpRequest contentTypeAdded(HttpRequest request) {
    List<Header> fewer =
        HEADERS.stream().filter(header -> !header.name().equals("Content-Type")).toList();
    return Edits.plus(signer().sign(fewer, "{}"), "Content-Type", "application/x-amz-json-1.1");
  }

  private static HttpRequest manyHeaders(HttpRequest request) {
    HttpRequest many = request;
    for (int i = 0; i < 200; i++) {
      many = Edits.plus(many, "x-many", "y");
    }
    return many;
  }

  private static String manyNames() {
    StringBuilder names = new StringBuilder();
    for (int i = 100; i < 200; i++) {
      names.append('a').append(i).append(';');
    }
    return names.toString();
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void refuses(Case bad) {
    WireException refusal = refusal(bad.change.apply(good()));
    assertThat(refusal.error()).isEqualTo(bad.error);
    assertThat(refusal).hasMessageMatching("[^\\n]{10,200}");
    assertThat(refusal.getMessage()).doesNotContain(SECRET).doesNotContainPattern("[0-9a-f]{32}");
  }

  @Test
  void saysWhichPartOfTheRequestIsWrong() {
    assertThat(refusal(Edits.method(good(), "PUT"))).hasMessageContaining("does not match the req");
    assertThat(refusal(Edits.body(hashed(), new byte[1]))).hasMessageContaining("body does not");
    assertThat(refusal(scoped("20261122/us-east-1/acm-pca/aws4_request")))
        .hasMessageContaining(SCOPE);
  }

  @Test
  void takesDatesWithinFiveMinutesEitherWay() {
    for (Duration off : List.of(SigV4Verifier.SKEW, SigV4Verifier.SKEW.negated())) {
      clock.set(NOW.plus(off));
      assertThat(verifier.verify(good())).isEqualTo(CALLER);
    }
    clock.set(NOW.plus(SigV4Verifier.SKEW).plusMillis(1));
    assertThat(refusal(good()).error()).isEqualTo(ErrorName.INVALID_SIGNATURE);
    assertThat(refusal(good())).hasMessageContaining("expired");
    clock.set(NOW.minus(SigV4Verifier.SKEW).minusMillis(1));
    assertThat(refusal(good()).error()).isEqualTo(ErrorName.INVALID_SIGNATURE);
    assertThat(refusal(good())).hasMessageContaining("not yet current");
  }

  @Test
  void dropsADerivedKeyWithItsSecret() {
    AtomicReference<Optional<AccessKey>> found =
        new AtomicReference<>(Optional.of(new AccessKey(KEY, SECRET, CALLER)));
    SigV4Verifier changing = new SigV4Verifier(_ -> found.get(), "eu-central-1", "acm-pca", clock);
    assertThat(changing.verify(good())).isEqualTo(CALLER);
    found.set(Optional.of(new AccessKey(KEY, "another secret of sixteen", CALLER)));
    assertThatThrownBy(() -> changing.verify(good())).isInstanceOf(WireException.class);
    found.set(Optional.empty());
    assertThatThrownBy(() -> changing.verify(good()))
        .extracting(e -> ((WireException) e).error())
        .isEqualTo(ErrorName.UNRECOGNIZED_CLIENT);
  }
}
