package dev.sealwright.engine.bucket;

import java.io.IOException;
import java.util.Optional;

/**
 * SPI beside {@link Buckets}: objects for everyone, read back to be served. Buckets that are served
 * by somebody else do without.
 *
 * <p>Threads: shared; calls block on I/O.
 */
public interface PublicObjects {
  /**
   * Opens an object that was put with {@link ObjectAcl#PUBLIC_READ}.
   *
   * <p>Every other object MUST look as if it were not there, and nothing outside the bucket may be
   * reached, whatever the key. Names that are none of a bucket or an object are not there either.
   */
  Optional<PublicObject> open(String bucket, String key) throws IOException;
}
