package dev.sealwright.api.publish;

import dev.sealwright.api.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether the one who asks has it already (RFC 9110 13). */
final class Conditions {
  private Conditions() {}

  /**
   * Whether the answer is 304. Tags win over dates (RFC 9110 13.2.2).
   *
   * @param tag of what would be sent, in its quotes
   */
  static boolean unchanged(HttpRequest request, String tag, Optional<Instant> modified) {
    List<String> tags = request.all("if-none-match");
    if (!tags.isEmpty()) {
      return tags.stream()
          .flatMap(line -> Arrays.stream(line.split(",", -1)))
          .map(String::strip)
          .map(one -> one.startsWith("W/") ? one.substring(2) : one)
          .anyMatch(one -> one.equals("*") || one.equals(tag));
    }
    Optional<Instant> since = request.header("if-modified-since").flatMap(HttpDates::read);
    return since.isPresent()
        && modified.isPresent()
        && !modified.get().truncatedTo(ChronoUnit.SECONDS).isAfter(since.get());
  }

  /** Whether a range still fits what the client has a part of (RFC 9110 13.1.5). */
  static boolean rangeHolds(HttpRequest request, String tag, Optional<Instant> modified) {
    Optional<String> given = request.header("if-range");
    return given.isEmpty()
        || given.get().equals(tag)
        || modified.map(HttpDates::text).equals(given);
  }
}
