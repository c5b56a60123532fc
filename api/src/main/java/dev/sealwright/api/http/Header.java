package dev.sealwright.api.http;

import java.util.Locale;

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

  boolean isNamed(String other) {
    return name.equalsIgnoreCase(other);
  }
}
