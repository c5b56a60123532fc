package dev.sealwright.engine.crl;

import dev.sealwright.engine.bucket.Buckets;
import java.nio.file.Path;

/**
 * What an engine needs in order to publish lists.
 *
 * @param scratch folder for lists that are being written, as large as the largest of them, made
 *     when it is missing; it belongs to one engine, which removes what an earlier run left in it
 */
public record Publishing(Buckets buckets, Path scratch, CrlObserver observer) {
  /** With nobody to be told. */
  public Publishing(Buckets buckets, Path scratch) {
    this(buckets, scratch, CrlObserver.NOBODY);
  }
}
