package dev.sealwright.api.publish;

import dev.sealwright.api.http.HttpRequest;
import java.util.Arrays;
import java.util.Locale;

/** Accept-Encoding (RFC 9110 12.5.3), as far as it matters here. */
final class AcceptedCoding {
  private AcceptedCoding() {}

  /** Whether gzip is named, and not with weight 0; a star alone is no wish for it. */
  static boolean gzip(HttpRequest request) {
    return request.all("accept-encoding").stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(item -> item.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
        .anyMatch(item ->
            item.equals("gzip")
                || (item.startsWith("gzip;q=") && !item.matches("gzip;q=0(\\.0*)?")));
  }
}
