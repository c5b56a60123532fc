package dev.sealwright.api.http;

import static dev.sealwright.api.http.FrontFixture.LONG;
import static dev.sealwright.api.http.FrontFixture.PATIENT;
import static dev.sealwright.api.http.FrontFixture.SHORT;
import static dev.sealwright.api.http.FrontFixture.assertError;
import static dev.sealwright.api.http.FrontFixture.await;
import static dev.sealwright.api.http.FrontFixture.awaitNoConnection;
import static dev.sealwright.api.http.FrontFixture.echo;
import static dev.sealwright.api.http.FrontFixture.limits;
import static dev.sealwright.api.http.FrontFixture.post;
import static dev.sealwright.api.http.FrontFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long connections live: deadlines, idle time, the cap, and closing. */
class ConnectionTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nX-Slow: ",
        "POST / HTTP/1.1\r\nHost: h\r\n",
        "POST /",
        "P",
      })
  void endsARequestThatIsTrickledIn(String beginning) throws IOException {
    try (HttpFront front = start(limits(64, LONG, SHORT, LONG), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(beginning);
      RawClient.Answer answer = client.trickle('a');
      assertError(answer, 408, "RequestTimeoutException");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void endsARequestThatCameWithTheLastOneAndStaysUnfinished() throws IOException {
    try (HttpFront front = start(limits(64, LONG, SHORT, LONG), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello") + "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertError(client.answer(), 408, "RequestTimeoutException");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void givesEachRequestOfAConnectionItsOwnTime() throws IOException {
    try (HttpFront front =
            start(limits(64, LONG, SHORT.multipliedBy(3), LONG), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      long end = System.nanoTime() + SHORT.multipliedBy(7).toNanos();
      while (System.nanoTime() < end) {
        client.send(post("hello"));
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.somethingWithin(30)).isFalse();
      }
    }
  }

  @Test
  void doesNotTimeTheHandler() throws IOException {
    HttpLimits limits = limits(64, LONG, SHORT, SHORT);
    CountDownLatch release = new CountDownLatch(1);
    try (HttpFront front =
            start(
                limits,
                request -> {
                  await(release);
                  return echo(request);
                });
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello"));
      assertThat(client.somethingWithin(900)).isFalse();
      release.countDown();
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void cutsAClientThatDoesNotRead() throws IOException {
    byte[] large = new byte[32 << 20];
    try (HttpFront front =
            start(
                limits(64, LONG, LONG, SHORT),
                request -> HttpResponse.of(200, "text/plain", large));
        RawClient client = new RawClient(front.port())) {
      client.send(post(""));
      assertThat(client.somethingWithin(20_000)).isTrue();
      awaitNoConnection(front);
      assertThat(client.remaining()).isLessThan(large.length);
    }
  }

  @Test
  void closesIdleConnections() throws IOException {
    try (HttpFront front = start(limits(64, SHORT, LONG, LONG), FrontFixture::echo);
        RawClient silent = new RawClient(front.port());
        RawClient served = new RawClient(front.port())) {
      served.send(post("hello"));
      assertThat(served.answer().status()).isEqualTo(200);
      assertThat(served.closed()).isTrue();
      assertThat(silent.closed()).isTrue();
      awaitNoConnection(front);
    }
  }

  @Test
  void forgetsConnectionsThatEnd() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      for (String sent : List.of("", "POST", post("hello"), "POST / HTTP/1.1\r\nA: b\r\n")) {
        try (RawClient client = new RawClient(front.port())) {
          client.send(sent);
        }
      }
      awaitNoConnection(front);
    }
  }

  @Test
  void makesConnectionsOverTheCapWait() throws IOException {
    try (HttpFront front = start(limits(1, LONG, LONG, LONG), FrontFixture::echo);
        RawClient first = new RawClient(front.port())) {
      first.send(post("hello"));
      assertThat(first.answer().status()).isEqualTo(200);
      try (RawClient second = new RawClient(front.port())) {
        second.send(post("hello"));
        assertThat(second.somethingWithin(200)).isFalse();
        first.hangUp();
        assertThat(second.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void finishesRequestsInFlightWhenClosed() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpFront front =
        start(
            PATIENT,
            request -> {
              entered.countDown();
              await(release);
              return echo(request);
            });
    try (RawClient idle = new RawClient(front.port());
        RawClient busy = new RawClient(front.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      busy.send(post("hello"));
      await(entered);
      Future<?> closing = threads.submit(front::close);
      assertThat(idle.closed()).isTrue();
      assertThat(closing.isDone()).isFalse();
      release.countDown();
      RawClient.Answer answer = busy.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(busy.closed()).isTrue();
      assertThat(closing.get()).isNull();
      int port = front.port();
      assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(Exception.class);
    } finally {
      front.close();
    }
  }
}
