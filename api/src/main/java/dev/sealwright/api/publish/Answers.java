package dev.sealwright.api.publish;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is said when there is nothing to give. No cache may keep it: a list may come any time. */
final class Answers {
  private static final Header KEEP_NOTHING = new Header("Cache-Control", "no-store");

  private Answers() {}

  static HttpResponse notFound() {
    return text(404, "not found");
  }

  static HttpResponse badRequest(String why) {
    return text(400, why);
  }

  static HttpResponse methodNotAllowed(String allowed) {
    return text(405, "not allowed here").with("Allow", allowed);
  }

  static HttpResponse unsupportedType(String wanted) {
    return text(415, "send " + wanted);
  }

  static HttpResponse tooMany() {
    return text(429, "too many requests from this address").with("Retry-After", "1");
  }

  static HttpResponse unavailable() {
    return text(503, "try again").with("Retry-After", "5");
  }

  private static HttpResponse text(int status, String text) {
    return new HttpResponse(
        status,
        List.of(new Header("Content-Type", "text/plain; charset=utf-8"), KEEP_NOTHING),
        (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
