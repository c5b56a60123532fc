package dev.sealwright.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementServerTest {
  private final AtomicReference<Health> health =
      new AtomicReference<>(new Health(true, new TreeMap<>()));
  private ManagementServer server = ManagementServer.start(0, () -> "x_total 1\n", health::get);

  @BeforeEach
  void checkThePort() {
    assertThat(server.port()).isPositive();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawClient.Answer ask(String method, String path) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return client.answer(method);
    }
  }

  @Test
  void servesMetricsAsPrometheusText() throws IOException {
    RawClient.Answer answer = ask("GET", "/metrics");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).isEqualTo("x_total 1\n");
  }

  @Test
  void answersHeadWithTheLengthAlone() throws IOException {
    RawClient.Answer answer = ask("HEAD", "/metrics");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("10");
  }

  @Test
  void livesWhileItIsNotReady() throws IOException {
    TreeMap<String, String> reasons = new TreeMap<>();
    reasons.put("token", "\"main\" is lost");
    reasons.put("store", "ok");
    health.set(new Health(false, reasons));
    assertThat(ask("GET", "/health/live").status()).isEqualTo(200);
    RawClient.Answer answer = ask("GET", "/health/ready");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"ready\":false,\"reasons\":{\"store\":\"ok\",\"token\":\"\\\"main\\\" is lost\"}}");
  }

  @Test
  void isReadyWhenItSaysSo() throws IOException {
    RawClient.Answer answer = ask("GET", "/health/ready");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ready\":true,\"reasons\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/",
    "GET,/metrics/",
    "GET,/observe/health",
    "POST,/metrics",
    "DELETE,/health/live"
  })
  void knowsNothingElse(String method, String path) throws IOException {
    assertThat(ask(method, path).status()).isEqualTo(404);
  }
}
