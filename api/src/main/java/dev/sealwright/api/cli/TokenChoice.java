package dev.sealwright.api.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the configured tokens a command is about. */
final class TokenChoice {
  @Option(
      names = "--token",
      paramLabel = "NAME",
      description = "One token of the configuration; else all of them.")
  @Nullable String name;

  List<Site.Held> of(Site site) {
    String wanted = name;
    if (wanted == null) {
      return site.tokens();
    }
    return List.of(
        site.token(wanted)
            .orElseThrow(() -> CommandFailure.usage("no token of that name is configured")));
  }
}
