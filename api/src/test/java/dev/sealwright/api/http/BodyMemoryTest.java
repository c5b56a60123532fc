package dev.sealwright.api.http;

import static dev.sealwright.api.http.FrontFixture.CHUNKED;
import static dev.sealwright.api.http.FrontFixture.LONG;
import static dev.sealwright.api.http.FrontFixture.SHORT;
import static dev.sealwright.api.http.FrontFixture.assertError;
import static dev.sealwright.api.http.FrontFixture.await;
import static dev.sealwright.api.http.FrontFixture.awaitThat;
import static dev.sealwright.api.http.FrontFixture.echo;
import static dev.sealwright.api.http.FrontFixture.post;
import static dev.sealwright.api.http.FrontFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The budget that all bodies of a listener share. */
class BodyMemoryTest {
  private static final int LARGE = 512 << 10;
  private static final long BUDGET = 4L * LARGE;
  private static final String LARGE_HEAD =
      "POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: " + LARGE + "\r\n\r\n";

  private static final String LARGE_CHUNKED = CHUNKED.replace("POST /", "POST /large");

  private static HttpLimits limits(Duration body) {
    return new HttpLimits(LARGE, BUDGET, 4 << 10, 256, LONG, LONG, body, LONG);
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
  }

  /** Holds requests for {@code /large} until released, and knows how many it ever held. */
  private static final class Holding implements HttpHandler {
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger held = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    @Override
    public HttpResponse handle(HttpRequest request) {
      if (request.path().equals("/large")) {
        most.accumulateAndGet(held.incrementAndGet(), Math::max);
        await(release);
        held.decrementAndGet();
      }
      return echo(request);
    }
  }

  private static void awaitNothingHeld(HttpFront front) {
    awaitThat("bodies stayed charged", () -> front.bodies().held() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void staysInsideTheBudgetAndServesSmallBodiesMeanwhile(boolean inChunks) throws Exception {
    String large =
        inChunks ? LARGE_CHUNKED + chunk(LARGE) + "0\r\n\r\n" : LARGE_HEAD + "x".repeat(LARGE);
    Holding handler = new Holding();
    CountDownLatch refused = new CountDownLatch(1);
    try (HttpFront front = start(limits(LONG), handler);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RawClient.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(
            threads.submit(() -> {
              try (RawClient client = new RawClient(front.port())) {
                client.send(large);
                RawClient.Answer answer = client.answer();
                if (answer.status() == 503) {
                  assertThat(client.closed()).isTrue();
                  refused.countDown();
                }
                return answer;
              }
            }));
      }
      await(refused);
      try (RawClient small = new RawClient(front.port())) {
        for (int i = 0; i < 20; i++) {
          small.send(post("x".repeat(64 << 10)));
          assertThat(small.answer().status()).isEqualTo(200);
        }
      }
      handler.release.countDown();
      int good = 0;
      for (Future<RawClient.Answer> future : answers) {
        RawClient.Answer answer = future.get();
        if (answer.status() == 200) {
          assertThat(answer.body()).endsWith("|" + LARGE);
          good++;
        } else {
          assertError(answer, 503, "ServiceUnavailable");
          assertThat(answer.header("connection")).isEqualTo("close");
        }
      }
      assertThat(good).isPositive();
      // Three quarters of the budget.
      assertThat(handler.most.get()).isBetween(1, 3);
      assertThat(front.bodies().peak()).isBetween((long) LARGE, BUDGET);
      awaitNothingHeld(front);
    }
  }

  @Test
  void chargesWhatCameAndNotWhatWasPromised() throws IOException {
    Holding handler = new Holding();
    try (HttpFront front = start(limits(LONG), handler)) {
      List<RawClient> promising = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        promising.add(new RawClient(front.port()).send(LARGE_HEAD + "x"));
      }
      awaitThat("not all were read", () -> front.bodies().held() == 20 * (8L << 10));
      for (RawClient client : promising) {
        client.close();
      }
      awaitNothingHeld(front);
      try (RawClient client = new RawClient(front.port())) {
        client.send(LARGE_HEAD + "x".repeat(LARGE));
        awaitThat("the body was not charged as is", () -> front.bodies().held() == LARGE);
        handler.release.countDown();
        assertThat(client.answer().body()).endsWith("|" + LARGE);
        awaitNothingHeld(front);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesBackWhatAbortedRequestsHeld(boolean inChunks) throws IOException {
    String part = "x".repeat(LARGE / 4);
    String sent =
        inChunks ? CHUNKED + Integer.toHexString(LARGE) + "\r\n" + part : LARGE_HEAD + part;
    try (HttpFront front = start(limits(LONG), FrontFixture::echo)) {
      for (int i = 0; i < 20; i++) {
        try (RawClient client = new RawClient(front.port())) {
          client.send(sent);
          awaitThat("the part was not charged", () -> front.bodies().held() >= part.length());
        }
        awaitNothingHeld(front);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesBackWhatLateRequestsHeld(boolean inChunks) throws IOException {
    String head = inChunks ? CHUNKED + Integer.toHexString(LARGE) + "\r\n" : LARGE_HEAD;
    try (HttpFront front = start(limits(SHORT), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(head + "x".repeat(LARGE / 4));
      awaitThat("the part was not charged", () -> front.bodies().held() > 0);
      assertError(client.trickle('x'), 408, "RequestTimeoutException");
      awaitNothingHeld(front);
    }
  }

  @Test
  void chargesAChunkThatComesInByteByByteForItsBookkeeping() throws IOException {
    int bytes = 100;
    try (HttpFront front = start(limits(LONG), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(CHUNKED + Integer.toHexString(bytes) + "\r\n");
      for (int i = 0; i < bytes - 1; i++) {
        long before = front.bodies().held();
        client.send("x");
        awaitThat("the byte was not charged", () -> front.bodies().held() > before);
      }
      assertThat(front.bodies().held()).isGreaterThan(99 * 128);
      client.send("x\r\n0\r\n\r\n");
      assertThat(client.answer().body()).endsWith("|" + bytes);
      awaitNothingHeld(front);
    }
  }

  @Test
  void throwsAwayARefusedChunkedBodyUntilItsEnd() throws IOException {
    try (HttpFront front = start(limits(LONG), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(CHUNKED + chunk(LARGE / 8).repeat(9));
      assertError(client.answer(), 413, "RequestEntityTooLargeException");
      client.send(chunk(1) + "0\r\n\r\n");
      assertThat(client.closed()).isTrue();
      awaitNothingHeld(front);
      assertThat(front.bodies().peak()).isLessThanOrEqualTo(BUDGET);
    }
  }
}
