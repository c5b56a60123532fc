package dev.sealwright.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers of CloudEvents: good, busy, unwilling, silent and absent ones. */
@Timeout(60)
class CloudEventsTest {
  private static final CloudEvents.Pace QUICK =
      new CloudEvents.Pace(3, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(20));

  private final List<HttpRequest> came = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger lost = new AtomicInteger();

  /** Answers the n-th request, counted from 0, with that status. */
  private HttpFront receiver(IntUnaryOperator status) {
    return HttpFront.start(
        InetAddress.getLoopbackAddress(),
        0,
        HttpLimits.publication(),
        request -> {
          int number = came.size();
          came.add(request);
          return new HttpResponse(
              status.applyAsInt(number),
              List.of(new Header("Location", "http://127.0.0.1:1/elsewhere")),
              new byte[0]);
        });
  }

  private CloudEvents sender(int port) {
    return new CloudEvents(
        URI.create("http://127.0.0.1:" + port + "/in?a=b"), QUICK, lost::incrementAndGet);
  }

  private List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (HttpRequest request : List.copyOf(came)) {
      JsonNode event = new ObjectMapper().readTree(request.body());
      numbers.add(Integer.parseInt(event.get("id").asText().substring(24), 16));
    }
    return numbers;
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void eventsComeInOrderAsTheStandardHasThem() throws IOException {
    try (HttpFront receiver = receiver(_ -> 204);
        CloudEvents sender = sender(receiver.port())) {
      for (int i = 1; i <= 5; i++) {
        sender.accept(SomeEvents.numbered(i));
      }
      await(() -> came.size() == 5);
      assertThat(numbers()).containsExactly(1, 2, 3, 4, 5);
      HttpRequest request = came.getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path() + "?" + request.rawQuery()).isEqualTo("/in?a=b");
      assertThat(request.header("content-type"))
          .contains("application/cloudevents+json; charset=UTF-8");
      JsonNode event = new ObjectMapper().readTree(request.body());
      assertThat(event.get("specversion").asText()).isEqualTo("1.0");
      assertThat(event.get("type").asText()).isEqualTo("dev.sealwright.creation");
      assertThat(event.get("source").asText()).isEqualTo(SomeEvents.CA);
      assertThat(event.get("time").asText()).isEqualTo("2026-11-29T10:11:12.345Z");
      assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
      assertThat(event.get("data").get("detail-type").asText())
          .isEqualTo("ACM Private CA Creation");
    }
    assertThat(lost).hasValue(0);
  }

  @Test
  void aBusyReceiverIsAskedAgainBeforeTheNext() throws IOException {
    List<Integer> answers = List.of(503, 429, 200, 200);
    try (HttpFront receiver = receiver(answers::get);
        CloudEvents sender = sender(receiver.port())) {
      sender.accept(SomeEvents.numbered(1));
      sender.accept(SomeEvents.numbered(2));
      await(() -> came.size() == 4);
      assertThat(numbers()).containsExactly(1, 1, 1, 2);
    }
    assertThat(lost).hasValue(0);
  }

  @Test
  void whatIsRefusedForGoodIsLetGo() throws IOException {
    List<Integer> answers = List.of(400, 302, 500, 500, 500, 200);
    try (HttpFront receiver = receiver(answers::get);
        CloudEvents sender = sender(receiver.port())) {
      for (int i = 1; i <= 4; i++) {
        sender.accept(SomeEvents.numbered(i));
      }
      await(() -> came.size() == 6);
      assertThat(numbers()).containsExactly(1, 2, 3, 3, 3, 4);
      await(() -> lost.get() == 3);
    }
  }

  @Test
  void nobodyIsThere() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (CloudEvents sender = sender(free)) {
      sender.accept(SomeEvents.numbered(1));
      await(() -> lost.get() == 1);
    }
  }

  @Test
  void aSilentReceiverDoesNotHoldTheEndUpNorTakesMemory() {
    CountDownLatch ended = new CountDownLatch(1);
    HttpFront receiver =
        HttpFront.start(
            InetAddress.getLoopbackAddress(),
            0,
            HttpLimits.publication(),
            request -> {
              came.add(request);
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new HttpResponse(200, List.of(), new byte[0]);
            });
    CloudEvents sender = sender(receiver.port());
    for (int i = 0; i < 15_000; i++) {
      sender.accept(SomeEvents.numbered(i));
    }
    await(() -> came.size() == 1);
    assertThat(lost.get()).isBetween(4_990, 5_000);
    sender.close();
    ended.countDown();
    receiver.close();
    assertThat(lost.get()).isGreaterThanOrEqualTo(14_998);
  }
}
