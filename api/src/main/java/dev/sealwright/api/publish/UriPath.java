package dev.sealwright.api.publish;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The path of a request, percent-decoded once (RFC 3986 2.1). */
final class UriPath {
  private UriPath() {}

  /** Without the slash in front; nothing when it has none, or an escape that is none. */
  static Optional<String> decoded(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    for (int i = 1; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        if (c > 0x7e || c < 0x21) {
          return Optional.empty();
        }
        bytes.write(c);
        continue;
      }
      if (i + 2 >= path.length()) {
        return Optional.empty();
      }
      int high = Character.digit(path.charAt(i + 1), 16);
      int low = Character.digit(path.charAt(i + 2), 16);
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.write((high << 4) | low);
      i += 2;
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }
}
