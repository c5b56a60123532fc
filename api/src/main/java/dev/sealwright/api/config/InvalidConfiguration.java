package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Problems;
import java.util.List;

/** The configuration cannot be used; the message has one line for each problem. */
public final class InvalidConfiguration extends Exception {
  private static final long serialVersionUID = 1L;

  private InvalidConfiguration(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }

  static void throwIfAny(Problems problems) throws InvalidConfiguration {
    if (!problems.found().isEmpty()) {
      throw new InvalidConfiguration(problems.found());
    }
  }
}
