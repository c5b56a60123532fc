package dev.sealwright.hsm.file;

import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads where a PIN comes from.
 *
 * <p>Somebody will write the PIN itself here, in any of the forms that YAML has: no problem repeats
 * what was written, not even a key (INVARIANT I15).
 */
final class PinMember {
  private static final List<String> SOURCES =
      List.of("file", "environment", "credential", "prompt");

  private static final String EXPECTED =
      "expected one of file: /a/path, environment: VARIABLE, credential: NAME, prompt: true";

  private static final Pattern VARIABLE =
      Pattern.compile("(?!SEALWRIGHT_)[A-Za-z_][A-Za-z0-9_]{0,127}");

  private final Problems problems;

  PinMember(Problems problems) {
    this.problems = problems;
  }

  /** The source of the token's PIN; nothing, and a problem, when there is none. */
  Optional<PinSource> read(Members token, Optional<String> name) {
    Optional<Node> said = token.node("pin");
    if (said.isEmpty()) {
      token.refuse("pin", "is missing; " + EXPECTED);
      return Optional.empty();
    }
    if (!(said.get() instanceof Node.Mapping mapping)
        || !SOURCES.containsAll(mapping.members().keySet())) {
      token.refuse("pin", EXPECTED + "; a PIN does not belong into the configuration");
      return Optional.empty();
    }
    if (mapping.members().size() != 1) {
      token.refuse("pin", EXPECTED);
      return Optional.empty();
    }
    return Members.of(mapping, token.path("pin"), Set.copyOf(SOURCES), problems)
        .flatMap(members -> source(members, name));
  }

  private static Optional<PinSource> source(Members members, Optional<String> name) {
    Optional<PinSource> file =
        members.value("file", "an absolute path", PinMember::path).map(PinSource.OfFile::new);
    Optional<PinSource> environment =
        members
            .optional(
                "environment", VARIABLE, "the name of a variable that is none of SEALWRIGHT_...")
            .map(PinSource.OfEnvironment::new);
    Optional<PinSource> credential =
        members
            .value(
                "credential",
                "the name of a credential of systemd, such as hsm-pin",
                text -> Optional.of(text).filter(PinSource.OfCredential::isName))
            .map(PinSource.OfCredential::new);
    Optional<PinSource> prompt =
        members
            .value("prompt", "true", text -> Optional.of(text).filter("true"::equals))
            .flatMap(_ -> name.map(PinSource.OfPrompt::new));
    return file.or(() -> environment).or(() -> credential).or(() -> prompt);
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
