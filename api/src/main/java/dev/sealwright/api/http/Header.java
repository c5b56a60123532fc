package dev.sealwright.api.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One header line.
 *
 * @param name as it was sent; names are the same when they differ in case only
 * @param value without the white space around it
 */
public record Header(String name, String value) {

  /** The name in lower case, for use as a key. */
  public String key() {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The first value under this name, whatever its case. */
  static Optional<String> first(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.isNamed(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  boolean isNamed(String other) {
    return name.equalsIgnoreCase(other);
  }
}
