package dev.sealwright.api.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that an operator mends it in one go. Not thread safe. */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  /**
   * Adds one.
   *
   * @param key its path, such as {@code server.port}
   * @param expected in words, never with the value: that may be a secret
   */
  public void add(Place place, String key, String expected) {
    add(place + ": " + key + ": " + expected);
  }

  void add(String problem) {
    found.add(problem);
  }

  void throwIfAny() throws InvalidConfiguration {
    if (!found.isEmpty()) {
      throw new InvalidConfiguration(found);
    }
  }
}
