package dev.sealwright.api.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the record is kept. */
public sealed interface Database {

  /** One SQLite file, for this process alone. */
  record Embedded(Path file) implements Database {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * PostgreSQL, for several nodes.
   *
   * @param url jdbc:postgresql:...
   * @param user absent when the URL says it
   * @param password absent when a file or the URL says it, or none is needed
   * @param passwordFile not opened yet
   * @param requireStandby whether nothing is issued unless a commit waits for a standby
   * @param lease how long a node is taken for alive after its last sign of life
   */
  record Postgres(
      String url,
      Optional<String> user,
      Optional<String> password,
      Optional<Path> passwordFile,
      boolean requireStandby,
      Duration lease)
      implements Database {
    /** INVARIANT I15: the password is in no string form. */
    @Override
    public String toString() {
      int parameters = url.indexOf('?');
      return parameters < 0 ? url : url.substring(0, parameters);
    }
  }
}
