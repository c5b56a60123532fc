package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.auth.PlainSigner;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.RawClient;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.PublishedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;

/** INVARIANT I15 at the door: who did not sign properly learns that, and nothing else. */
class RefusalTest {
  private static final String OTHER_SECRET = "the secret of somebody else altogether";

  @TempDir static Path folder;

  private static ServerProcess server;
  private static HandMade hand;

  @BeforeAll
  static void serve() {
    server = ServerProcess.start(folder.resolve("home"));
    hand = new HandMade(server);
  }

  @AfterAll
  static void end() {
    server.terminate();
    assertThat(server.log())
        .contains("InvalidSignatureException")
        .doesNotContain("ERROR", "WARN", "Helidon", "\tat ")
        .doesNotContain(ServerProcess.SECRET, OTHER_SECRET);
  }

  /**
   * A client of the SDK that is refused.
   *
   * @param onTheWire what becomes of its requests after they were signed
   */
  record Stranger(
      String name,
      String keyId,
      String secret,
      Region region,
      UnaryOperator<HttpExecuteRequest> onTheWire,
      String error) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Stranger> strangers() {
    return List.of(
        new Stranger(
            "another secret",
            ServerProcess.KEY_ID,
            OTHER_SECRET,
            Region.US_EAST_1,
            UnaryOperator.identity(),
            "InvalidSignatureException"),
        new Stranger(
            "an unknown access key",
            "AKIANOBODYNOBODYNOBO",
            ServerProcess.SECRET,
            Region.US_EAST_1,
            UnaryOperator.identity(),
            "UnrecognizedClientException"),
        new Stranger(
            "another region",
            ServerProcess.KEY_ID,
            ServerProcess.SECRET,
            Region.EU_WEST_3,
            UnaryOperator.identity(),
            "InvalidSignatureException"),
        knownBut("the body was changed", RefusalTest::withAnotherBody, "InvalidSignatureException"),
        knownBut(
            "a signed header was changed",
            request -> withHeader(request, "X-Amz-Target", "ACMPrivateCA.DeletePolicy"),
            "InvalidSignatureException"),
        knownBut(
            "a signed header was lost",
            request -> withoutHeader(request, "amz-sdk-invocation-id"),
            "InvalidSignatureException"),
        knownBut(
            "the date was lost",
            request -> withoutHeader(request, "X-Amz-Date"),
            "IncompleteSignatureException"),
        knownBut(
            "the signature was lost",
            request -> withoutHeader(request, "Authorization"),
            "MissingAuthenticationTokenException"),
        knownBut(
            "a session token was put in",
            request -> withHeader(request, "X-Amz-Security-Token", "IQoJb3JpZ2luX2Vj"),
            "UnrecognizedClientException"));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void theSdkShowsTheRefusalAsWhatItIs(Stranger stranger) {
    SdkHttpClient wire = new Meddler(UrlConnectionHttpClient.create(), stranger.onTheWire());
    try (AcmPcaClient pca =
        server.client(stranger.keyId(), stranger.secret(), stranger.region(), wire)) {
      assertThatThrownBy(() -> pca.listCertificateAuthorities(list -> list.maxResults(7)))
          .isInstanceOfSatisfying(
              AcmPcaException.class,
              refusal -> {
                assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(stranger.error());
                assertThat(refusal.statusCode()).isEqualTo(403);
                assertThat(refusal.numAttempts()).as("not worth a retry").isEqualTo(1);
                assertThat(UUID.fromString(refusal.requestId())).isNotNull();
                ErrorForm.checkDiscreet(refusal.awsErrorDetails().errorMessage());
              });
    }
  }

  @Test
  void theSameClientIsServedWhenNobodyMeddles() {
    SdkHttpClient wire = new Meddler(UrlConnectionHttpClient.create(), UnaryOperator.identity());
    try (AcmPcaClient pca =
        server.client(ServerProcess.KEY_ID, ServerProcess.SECRET, Region.US_EAST_1, wire)) {
      assertThat(
              pca.listCertificateAuthorities(list -> list.maxResults(7)).certificateAuthorities())
          .isEmpty();
    }
  }

  /** A request signed by hand, with something wrong about its signature. */
  record Forgery(String name, HttpRequest request, String error) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Forgery> forgeries() {
    Instant now = Instant.now();
    List<Header> headers = hand.headers("ListCertificateAuthorities");
    PlainSigner known = hand.signer();
    HttpRequest good = known.sign(headers, "{}");
    return List.of(
        new Forgery(
            "another service",
            hand.signer(ServerProcess.SECRET, now, "us-east-1", "acm").sign(headers, "{}"),
            "InvalidSignatureException"),
        new Forgery(
            "a date too old",
            hand.signer(
                    ServerProcess.SECRET, now.minus(Duration.ofMinutes(6)), "us-east-1", "acm-pca")
                .sign(headers, "{}"),
            "InvalidSignatureException"),
        new Forgery(
            "a date yet to come",
            hand.signer(
                    ServerProcess.SECRET, now.plus(Duration.ofMinutes(6)), "us-east-1", "acm-pca")
                .sign(headers, "{}"),
            "InvalidSignatureException"),
        new Forgery(
            "the target is not signed",
            known.sign(headers, "{}", "x-amz-target"),
            "InvalidSignatureException"),
        new Forgery(
            "the host is not signed",
            known.sign(headers, "{}", "host"),
            "InvalidSignatureException"),
        new Forgery(
            "the content type is not signed",
            known.sign(headers, "{}", "content-type"),
            "InvalidSignatureException"),
        new Forgery(
            "the target is there twice",
            known.sign(plus(headers, "X-Amz-Target", "ACMPrivateCA.IssueCertificate"), "{}"),
            "IncompleteSignatureException"),
        new Forgery(
            "another path",
            new HttpRequest("POST", "/other", "", good.headers(), good.body()),
            "InvalidSignatureException"),
        new Forgery(
            "another method",
            new HttpRequest("PUT", "/", "", good.headers(), good.body()),
            "InvalidSignatureException"),
        new Forgery(
            "a basic Authorization",
            new HttpRequest(
                "POST",
                "/",
                "",
                plus(headers, "Authorization", "Basic " + ServerProcess.KEY_ID),
                new byte[0]),
            "IncompleteSignatureException"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgeryIsRefused(Forgery forgery) throws IOException {
    ErrorForm.check(hand.send(forgery.request()), 403, forgery.error());
  }

  @Test
  void handMadeRequestsAreServedWhenTheyAreRight() throws IOException {
    RawClient.Answer answer = hand.call("ListCertificateAuthorities", "{}");
    assertThat(answer.body()).isEqualTo("{\"CertificateAuthorities\":[]}");
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "POST / HTTP/1.1",
        "PUT / HTTP/1.1",
        "DELETE / HTTP/1.1",
        "PATCH / HTTP/1.1",
        "OPTIONS / HTTP/1.1",
        "TRACE / HTTP/1.1",
        "BREW / HTTP/1.1",
        "GET /metrics HTTP/1.1",
        "GET /health/ready HTTP/1.1",
        "GET /index.html HTTP/1.1",
        "GET //// HTTP/1.1",
        "GET /../../../../etc/passwd HTTP/1.1",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        "GET /%00 HTTP/1.1",
        "GET /%0d%0aERROR%20forged HTTP/1.1",
        "GET /?a=b&c=%41&d HTTP/1.1",
        "GET /;jsessionid=1 HTTP/1.1",
        "GET http://example.com/ HTTP/1.1",
        "CONNECT example.com:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1"
      })
  void whoDoesNotSignLearnsNothing(String requestLine) throws IOException {
    RawClient.Answer answer = hand.send(plain(requestLine));
    ErrorForm.check(answer, 403, "MissingAuthenticationTokenException");
  }

  @Test
  void theHeadOfARefusalHasNoBody() throws IOException {
    RawClient.Answer answer = hand.send(plain("HEAD / HTTP/1.1"));
    assertThat(answer.status()).isEqualTo(403);
    ErrorForm.checkHeaders(answer, "MissingAuthenticationTokenException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET /\r\n\r\n",
        "GET  /  HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /<script>alert(1)</script> HTTP/1.1\r\nHost: h\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void brokenHttpIsRefusedInTheSameForm(String request) throws IOException {
    RawClient.Answer answer = hand.send(request.getBytes(StandardCharsets.ISO_8859_1));
    ErrorForm.check(answer, 400, "MalformedHttpRequestException");
  }

  @Test
  void aTlsHandshakeIsRefused() throws IOException {
    byte[] hello = {0x16, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, '\r', '\n'};
    ErrorForm.check(hand.send(hello), 400, "MalformedHttpRequestException");
  }

  @Test
  void headersThatAreTooLongAreRefused() throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + "a".repeat(20 << 10) + "\r\n\r\n";
    RawClient.Answer answer = hand.send(request.getBytes(StandardCharsets.ISO_8859_1));
    ErrorForm.check(answer, 400, "MalformedHttpRequestException");
  }

  /** Every operation of the model that this server has not built. */
  static List<String> operationsNotOffered() {
    List<String> offered = Arrays.stream(Operation.values()).map(Operation::wireName).toList();
    List<String> rest = new ArrayList<>(PublishedModel.load().operations());
    rest.removeAll(offered);
    rest.addAll(List.of("issuecertificate", "ListTags2", ""));
    return rest;
  }

  @ParameterizedTest
  @MethodSource("operationsNotOffered")
  void anOperationNotOfferedIsUnknownToWhoSignedAndASecretToOthers(String operation)
      throws IOException {
    List<Header> headers = hand.headers(operation);
    ErrorForm.check(hand.send(hand.signer().sign(headers, "{}")), 404, "UnknownOperationException");
    HttpRequest unsigned = new HttpRequest("POST", "/", "", headers, new byte[] {'{', '}'});
    ErrorForm.check(hand.send(unsigned), 403, "MissingAuthenticationTokenException");
    PlainSigner stranger = hand.signer(OTHER_SECRET, Instant.now(), "us-east-1", "acm-pca");
    ErrorForm.check(hand.send(stranger.sign(headers, "no JSON")), 403, "InvalidSignatureException");
  }

  private static byte[] plain(String requestLine) {
    return (requestLine + "\r\nHost: h\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static List<Header> plus(List<Header> headers, String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return more;
  }

  private static Stranger knownBut(
      String name, UnaryOperator<HttpExecuteRequest> onTheWire, String error) {
    return new Stranger(
        name, ServerProcess.KEY_ID, ServerProcess.SECRET, Region.US_EAST_1, onTheWire, error);
  }

  private static HttpExecuteRequest withAnotherBody(HttpExecuteRequest request) {
    return HttpExecuteRequest.builder()
        .request(request.httpRequest())
        .contentStreamProvider(ContentStreamProvider.fromUtf8String("{\"MaxResults\":8}"))
        .build();
  }

  private static HttpExecuteRequest withHeader(
      HttpExecuteRequest request, String name, String value) {
    return HttpExecuteRequest.builder()
        .request(request.httpRequest().toBuilder().putHeader(name, value).build())
        .contentStreamProvider(request.contentStreamProvider().orElseThrow())
        .build();
  }

  private static HttpExecuteRequest withoutHeader(HttpExecuteRequest request, String name) {
    assertThat(request.httpRequest().firstMatchingHeader(name)).as(name).isPresent();
    return HttpExecuteRequest.builder()
        .request(request.httpRequest().toBuilder().removeHeader(name).build())
        .contentStreamProvider(request.contentStreamProvider().orElseThrow())
        .build();
  }

  /** Somebody on the wire, who changes requests after the SDK has signed them. */
  private record Meddler(SdkHttpClient wire, UnaryOperator<HttpExecuteRequest> change)
      implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return wire.prepareRequest(change.apply(request));
    }

    @Override
    public void close() {
      wire.close();
    }
  }
}
