package dev.sealwright.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Fronts on free ports of the loopback address, and what they are asked. */
final class FrontFixture {
  private FrontFixture() {}

  static final int BODY_BYTES = 1 << 16;
  static final String CHUNKED = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final Duration SHORT = Duration.ofMillis(300);
  static final Duration LONG = Duration.ofSeconds(60);
  static final HttpLimits PATIENT = limits(64, LONG, LONG, LONG);

  static HttpLimits limits(int connections, Duration idle, Duration body, Duration answer) {
    return new HttpLimits(BODY_BYTES, 16L << 20, 4 << 10, connections, LONG, idle, body, answer);
  }

  static HttpFront start(HttpLimits limits, HttpHandler handler) {
    return HttpFront.start(InetAddress.getLoopbackAddress(), 0, limits, handler);
  }

  /** Says what arrived. */
  static HttpResponse echo(HttpRequest request) {
    String text =
        String.join(
            "|",
            request.method(),
            request.path(),
            request.rawQuery(),
            String.join(",", request.all("x-twice")),
            request.header("X-SPACED").orElse("none"),
            String.valueOf(request.body().length));
    return HttpResponse.of(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static void assertError(RawClient.Answer answer, int status, String name) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"__type\":\"" + name + "\",\"message\":\"");
    assertThat(answer.header("content-type")).isEqualTo("application/x-amz-json-1.1");
    assertThat(answer.header("x-amzn-errortype")).isEqualTo(name);
    assertThat(UUID.fromString(answer.header("x-amzn-requestid"))).isNotNull();
    assertThat(answer.headers()).doesNotContainKey("server");
    assertThat(answer.body()).doesNotContainIgnoringCase("helidon").doesNotContain("\\n\\tat");
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting", e);
    }
  }

  static void awaitNoConnection(HttpFront front) {
    awaitThat("connections stayed open", () -> front.connections() == 0);
  }

  static void awaitThat(String otherwise, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(otherwise).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
