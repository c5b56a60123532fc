package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** From what was said of buckets to what they are. */
final class BucketsSection {
  private final RawConfiguration raw;
  private final Problems problems;

  BucketsSection(RawConfiguration raw, Problems problems) {
    this.raw = raw;
    this.problems = problems;
  }

  /** Every key is checked, also those of the other kind; what goes together only for its own. */
  Buckets read(Path home, String region) {
    BucketKeys.Kind kind = raw.value(BucketKeys.KIND).orElse(BucketKeys.Kind.FOLDER);
    Path root = raw.value(BucketKeys.FOLDER).orElseGet(() -> home.resolve("buckets"));
    Buckets.S3 s3 =
        new Buckets.S3(
            raw.value(BucketKeys.ENDPOINT),
            raw.value(BucketKeys.REGION).orElse(region),
            raw.value(BucketKeys.PATH_STYLE).orElse(false),
            key(),
            encryption(),
            Duration.ofSeconds(raw.value(BucketKeys.TIMEOUT).orElse(30)));
    return switch (kind) {
      case FOLDER -> new Buckets.Folders(root);
      case S3 -> {
        requireTogether(s3.encryption());
        yield s3;
      }
    };
  }

  private Optional<Buckets.Key> key() {
    Optional<Path> file = raw.value(BucketKeys.SECRET_FILE);
    return raw.value(BucketKeys.ACCESS_KEY_ID)
        .flatMap(id -> file.map(secret -> new Buckets.Key(id, secret)));
  }

  private Buckets.Encryption encryption() {
    Optional<String> key = raw.value(BucketKeys.KMS_KEY);
    return switch (raw.value(BucketKeys.ENCRYPTION).orElse(BucketKeys.Encryption.NONE)) {
      case NONE -> new Buckets.Encryption.None();
      case SSE_S3 -> new Buckets.Encryption.SseS3();
      case SSE_KMS -> new Buckets.Encryption.SseKms(key.orElse(""));
    };
  }

  private void requireTogether(Buckets.Encryption asked) {
    raw.requireBoth(BucketKeys.ACCESS_KEY_ID, BucketKeys.SECRET_FILE);
    boolean kms = asked instanceof Buckets.Encryption.SseKms;
    Optional<Place> keyPlace = raw.place(BucketKeys.KMS_KEY);
    if (!kms && keyPlace.isPresent()) {
      problems.add(
          keyPlace.get(), BucketKeys.KMS_KEY.path(), "is for buckets.s3.encryption sse-kms alone");
    }
    if (kms && keyPlace.isEmpty()) {
      raw.place(BucketKeys.ENCRYPTION)
          .ifPresent(place ->
              problems.add(place, BucketKeys.ENCRYPTION.path(), "sse-kms needs buckets.s3.kmsKey"));
    }
  }
}
