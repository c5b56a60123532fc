package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Problems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads where the record is kept. */
final class DatabaseSection {
  private static final String EMBEDDED = "jdbc:sqlite:";

  private final RawConfiguration raw;
  private final Map<String, String> environment;
  private final Problems problems;

  DatabaseSection(RawConfiguration raw, Map<String, String> environment, Problems problems) {
    this.raw = raw;
    this.environment = environment;
    this.problems = problems;
  }

  /** To be used only when there is no problem. */
  Database read(Path home) {
    // All are read, so that what is wrong shows whatever the store is.
    Optional<String> url = raw.value(DatabaseKeys.URL);
    Optional<String> user = raw.value(DatabaseKeys.USER);
    Optional<Path> passwordFile = raw.value(DatabaseKeys.PASSWORD_FILE);
    Optional<String> password = password(passwordFile);
    boolean standby = raw.value(DatabaseKeys.REQUIRE_STANDBY).orElse(true);
    Duration lease = Duration.ofSeconds(raw.value(DatabaseKeys.LEASE).orElse(10));
    if (url.isEmpty()) {
      return new Database.Embedded(home.resolve("store.db"));
    }
    if (url.get().startsWith(EMBEDDED)) {
      return new Database.Embedded(file(url.get().substring(EMBEDDED.length())));
    }
    return new Database.Postgres(url.get(), user, password, passwordFile, standby, lease);
  }

  /** Relative to where the key stands. */
  private Path file(String text) {
    try {
      return raw.place(DatabaseKeys.URL)
          .map(place -> place.folder().resolve(text).normalize())
          .orElseGet(() -> Path.of(text).toAbsolutePath());
    } catch (InvalidPathException e) {
      problems.add(DatabaseKeys.URL.path() + ": not the path of a file");
      return Path.of("");
    }
  }

  private Optional<String> password(Optional<Path> file) {
    String said = environment.getOrDefault(DatabaseKeys.PASSWORD, "");
    if (file.isPresent() && !said.isEmpty()) {
      problems.add(
          DatabaseKeys.PASSWORD
              + " and "
              + DatabaseKeys.PASSWORD_FILE.variable()
              + ": set one of them");
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(said);
  }
}
