package dev.sealwright.hsm;

import java.nio.file.Path;

/** Where the user PIN of a token comes from; never the PIN itself. */
public sealed interface PinSource {
  /** First line of a file that only its owner may read. */
  record OfFile(Path path) implements PinSource {}

  /** An environment variable. */
  record OfEnvironment(String variable) implements PinSource {}
}
