package dev.sealwright.api.http;

import static dev.sealwright.api.http.FrontFixture.BODY_BYTES;
import static dev.sealwright.api.http.FrontFixture.CHUNKED;
import static dev.sealwright.api.http.FrontFixture.PATIENT;
import static dev.sealwright.api.http.FrontFixture.assertError;
import static dev.sealwright.api.http.FrontFixture.awaitNoConnection;
import static dev.sealwright.api.http.FrontFixture.post;
import static dev.sealwright.api.http.FrontFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFrontTest {
  @Test
  void passesTheWholeRequestAsSent() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(
          String.join(
              "\r\n",
              "PUT /a%20b/../c?x=%2F&y HTTP/1.1",
              "Host: h",
              "X-Twice: 1",
              "x-twice: 2",
              "x-spaced:   a  b  ",
              "Content-Length: 5",
              "",
              "hello"));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("PUT|/a%20b/../c|x=%2F&y|1,2|a  b|5");
      assertThat(UUID.fromString(answer.header("x-amzn-requestid"))).isNotNull();
      assertThat(answer.headers()).doesNotContainKey("server");
    }
  }

  @Test
  void readsChunkedBodiesAndKeepsTheConnection() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(CHUNKED + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        assertThat(client.answer().body()).endsWith("|11");
      }
    }
  }

  @Test
  void takesABodyOfExactlyTheLimit() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(post("x".repeat(BODY_BYTES)));
      assertThat(client.answer().body()).endsWith("|" + BODY_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BODY_BYTES + 1, 2 * BODY_BYTES})
  void refusesALargerBodyOnceTheClientHasSentIt(int length) throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(post("x".repeat(length)));
      assertError(client.answer(), 413, "RequestEntityTooLargeException");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void refusesAMuchLargerBodyUnread() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n");
      assertError(client.answer(), 413, "RequestEntityTooLargeException");
      assertThat(client.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void refusesALargeChunkedBody(int chunks) throws IOException {
    String chunk = Integer.toHexString(BODY_BYTES / 2) + "\r\n" + "x".repeat(BODY_BYTES / 2);
    String end = chunks > 4 ? "" : "\r\n0\r\n\r\n";
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(CHUNKED + String.join("\r\n", Collections.nCopies(chunks, chunk)) + end);
      assertError(client.answer(), 413, "RequestEntityTooLargeException");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void givesLeaveToContinue() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.line()).startsWith("HTTP/1.1 100");
      assertThat(client.line()).isEmpty();
      client.send("hello");
      assertThat(client.answer().body()).endsWith("|5");
    }
  }

  @Test
  void refusesLeaveToSendTooMuch() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
              + (BODY_BYTES + 1)
              + "\r\n\r\n");
      assertError(client.answer(), 413, "RequestEntityTooLargeException");
      assertThat(client.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BROKEN\r\n\r\n",
        "GET / FTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nno colon here\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nHost: g\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ten\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /<script> HTTP/1.1\r\nHost: h\r\n\r\n",
      })
  void answersWhatIsNotHttpInFewWords(String sent) throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(sent);
      assertError(client.answer(), 400, "MalformedHttpRequestException");
      assertThat(client.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /%s HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nX: %s\r\n\r\n"})
  void answersLongHeadersInFewWords(String form) throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(form.formatted("x".repeat(5 << 10)));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isBetween(400, 499);
      assertError(answer, answer.status(), "MalformedHttpRequestException");
    }
  }

  @Test
  void closesWhenTheClientAsksForIt() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().header("connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void servesManyAtOnce() throws Exception {
    int clients = 48;
    int rounds = 20;
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String body = "x".repeat(i);
        results.add(
            threads.submit(() -> {
              int good = 0;
              try (RawClient client = new RawClient(front.port())) {
                for (int round = 0; round < rounds; round++) {
                  client.send(post(body));
                  good += client.answer().body().endsWith("|" + body.length()) ? 1 : 0;
                }
              }
              return good;
            }));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(rounds);
      }
      awaitNoConnection(front);
    }
  }

  @Test
  void hidesWhatWentWrongInsideButLogsItOnce() throws IOException {
    try (LogCapture log = new LogCapture(HttpFront.class);
        HttpFront front =
            start(
                PATIENT,
                request -> {
                  throw new IllegalStateException("very secret detail");
                });
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello"));
      RawClient.Answer answer = client.answer();
      assertError(answer, 500, "InternalFailure");
      assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
      assertThat(log.messages())
          .containsExactly("request " + answer.header("x-amzn-requestid") + " failed");
    }
  }

  @Test
  void answersARefusalUnderItsName() throws IOException {
    try (HttpFront front =
            start(
                PATIENT,
                request -> {
                  throw new WireException(ErrorName.VALIDATION, "not \"so\"\n");
                });
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello"));
      RawClient.Answer answer = client.answer();
      assertError(answer, 400, "ValidationException");
      assertThat(answer.body())
          .isEqualTo("{\"__type\":\"ValidationException\",\"message\":\"not \\\"so\\\"\\\\u{a}\"}");
    }
  }

  @Test
  void keepsTheHeadersAndTheRequestIdOfTheHandler() throws IOException {
    HttpResponse answered =
        HttpResponse.of(204, "text/plain", new byte[0])
            .with("X-One", "1")
            .with("x-amzn-requestid", "7");
    try (HttpFront front = start(PATIENT, request -> answered);
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello"));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("x-one")).isEqualTo("1");
      assertThat(answer.header("x-amzn-requestid")).isEqualTo("7");
    }
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.answer("HEAD").header("content-length")).isEqualTo("16");
      client.send(post("hello"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void cannotBindATakenPort() {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      int taken = front.port();
      assertThatThrownBy(() ->
              HttpFront.start(InetAddress.getLoopbackAddress(), taken, PATIENT, FrontFixture::echo))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(String.valueOf(taken));
    }
  }
}
