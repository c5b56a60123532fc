package dev.sealwright.api.cli;

import dev.sealwright.hsm.PinSource;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that name where the user PIN comes from; never the PIN. */
final class PinOptions {
  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "First line of this file is the user PIN; only its owner may read it.")
  @Nullable Path file;

  @Option(
      names = "--pin-env",
      paramLabel = "VARIABLE",
      description = "This environment variable holds the user PIN.")
  @Nullable String variable;

  /** The source that was named; else the terminal, if there is one. */
  Optional<PinSource> source(String token) {
    if (file != null && variable != null) {
      throw CommandFailure.usage("--pin-file or --pin-env, not both");
    }
    if (file != null) {
      return Optional.of(new PinSource.OfFile(file));
    }
    if (variable != null) {
      return Optional.of(new PinSource.OfEnvironment(variable));
    }
    return Shell.isTerminal() ? Optional.of(new PinSource.OfPrompt(token)) : Optional.empty();
  }

  boolean given() {
    return file != null || variable != null;
  }
}
