package dev.sealwright.engine.bucket.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where S3 is and how it is spoken to.
 *
 * @param endpoint absent for that of AWS in the region
 * @param pathStyle the bucket is in the path and not in the host name, as most stores other than
 *     AWS want it
 * @param key absent for what the machine has: shared profile files, the container's or the
 *     instance's role; never the variables of the environment, which are the administrator's
 * @param timeout of one try; there are three
 * @param spool folder for objects on their way, whose size is known only at their end
 */
public record S3Settings(
    Optional<URI> endpoint,
    String region,
    boolean pathStyle,
    Optional<S3Key> key,
    S3Encryption encryption,
    Duration timeout,
    Path spool) {
  public S3Settings {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a try takes some time");
    }
  }
}
