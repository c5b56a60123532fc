package dev.sealwright.api.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * The listener for operators: metrics and health, without authentication.
 *
 * <p>It belongs on the loopback address or a network of the operator's own.
 */
public final class ManagementServer implements AutoCloseable {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final HttpFront front;

  private ManagementServer(HttpFront front) {
    this.front = front;
  }

  /** Opens it on the loopback address. */
  public static ManagementServer start(
      int port, Supplier<String> metrics, Supplier<Health> health) {
    return start(InetAddress.getLoopbackAddress(), port, metrics, health);
  }

  /**
   * Opens it.
   *
   * @param port 0 for any free one
   * @param metrics the Prometheus text format; asked for each scrape
   * @param health asked for each readiness probe; must not sign with a CA key
   */
  public static ManagementServer start(
      InetAddress address, int port, Supplier<String> metrics, Supplier<Health> health) {
    return new ManagementServer(
        HttpFront.start(
            address, port, HttpLimits.small(), request -> answer(request, metrics, health)));
  }

  private static HttpResponse answer(
      HttpRequest request, Supplier<String> metrics, Supplier<Health> health) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return notFound();
    }
    return switch (request.path()) {
      case "/metrics" -> text(200, PROMETHEUS_TEXT, metrics.get());
      case "/health/live" -> text(200, JSON, "{\"live\":true}");
      case "/health/ready" -> ready(health.get());
      default -> notFound();
    };
  }

  private static HttpResponse ready(Health health) {
    StringJoiner reasons = new StringJoiner(",", "{", "}");
    health.reasons().forEach((part, reason) -> reasons.add(quote(part) + ":" + quote(reason)));
    String json = "{\"ready\":" + health.ready() + ",\"reasons\":" + reasons + "}";
    return text(health.ready() ? 200 : 503, JSON, json);
  }

  private static String quote(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static HttpResponse notFound() {
    return text(404, "text/plain; charset=utf-8", "not found\n");
  }

  private static HttpResponse text(int status, String contentType, String text) {
    return HttpResponse.of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The port it listens on. */
  public int port() {
    return front.port();
  }

  @Override
  public void close() {
    front.close();
  }
}
