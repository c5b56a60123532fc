package dev.sealwright.hsm.yaml;

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

  /** Adds one that says itself where it is; never with a value, as above. */
  public void add(String problem) {
    found.add(problem);
  }

  /** All of them, in the order in which they were found. */
  public List<String> found() {
    return List.copyOf(found);
  }
}
