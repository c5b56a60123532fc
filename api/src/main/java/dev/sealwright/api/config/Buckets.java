package dev.sealwright.api.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What buckets are. */
public sealed interface Buckets {
  /** Folders beside each other. */
  record Folders(Path root) implements Buckets {}

  /**
   * S3 or what speaks its protocol.
   *
   * @param key absent for what the machine has
   */
  record S3(
      Optional<URI> endpoint,
      String region,
      boolean pathStyle,
      Optional<Key> key,
      Encryption encryption,
      Duration timeout)
      implements Buckets {}

  /** An access key; its secret is still in its file. */
  record Key(String accessKeyId, Path secretFile) {}

  /** What is asked for with each object. */
  sealed interface Encryption {
    /** Nothing. */
    record None() implements Encryption {}

    /** Keys of the store. */
    record SseS3() implements Encryption {}

    /** A key of KMS. */
    record SseKms(String keyId) implements Encryption {}
  }
}
