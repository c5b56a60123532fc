package dev.sealwright.api.config;

import java.util.List;

/** The configuration cannot be used; the message has one line for each problem. */
public final class InvalidConfiguration extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidConfiguration(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
