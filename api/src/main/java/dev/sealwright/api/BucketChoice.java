package dev.sealwright.api;

import dev.sealwright.api.config.Buckets.Encryption;
import dev.sealwright.api.config.Buckets.Folders;
import dev.sealwright.api.config.Buckets.S3;
import dev.sealwright.api.config.Configuration;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.PublicObjects;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.bucket.s3.S3Buckets;
import dev.sealwright.engine.bucket.s3.S3Encryption;
import dev.sealwright.engine.bucket.s3.S3Key;
import dev.sealwright.engine.bucket.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * The buckets that are configured.
 *
 * @param served what the publication listener gives out of them; absent when the store does
 */
record BucketChoice(Buckets buckets, Optional<PublicObjects> served) {
  private static final int LONGEST_SECRET = 4096;

  /**
   * Opens them.
   *
   * @throws IOException when the secret cannot be read, or others can read it
   */
  static BucketChoice of(Configuration configuration) throws IOException {
    return switch (configuration.buckets()) {
      case Folders folders -> {
        // Whatever bucket is named is made.
        FolderBuckets buckets = new FolderBuckets(folders.root(), true);
        yield new BucketChoice(buckets, Optional.of(buckets));
      }
      case S3 s3 ->
          new BucketChoice(
              new S3Buckets(settings(s3, configuration.server().home())), Optional.empty());
    };
  }

  private static S3Settings settings(S3 s3, Path home) throws IOException {
    Optional<S3Key> key = Optional.empty();
    if (s3.key().isPresent()) {
      key =
          Optional.of(new S3Key(s3.key().get().accessKeyId(), secret(s3.key().get().secretFile())));
    }
    return new S3Settings(
        s3.endpoint(),
        s3.region(),
        s3.pathStyle(),
        key,
        switch (s3.encryption()) {
          case Encryption.None _ -> new S3Encryption.Unasked();
          case Encryption.SseS3 _ -> new S3Encryption.OfTheStore();
          case Encryption.SseKms kms -> new S3Encryption.Kms(kms.keyId());
        },
        s3.timeout(),
        home.resolve("spool"));
  }

  private static String secret(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_SECRET) {
      throw new IOException(file + ": expected a file with the secret of the access key");
    }
    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException(file + ": may be read by others; mend it with: chmod o-r " + file);
    }
    String secret = Files.readString(file).strip();
    if (secret.isEmpty()) {
      throw new IOException(file + ": is empty");
    }
    return secret;
  }
}
