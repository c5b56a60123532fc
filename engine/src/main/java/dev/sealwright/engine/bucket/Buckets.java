package dev.sealwright.engine.bucket;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * SPI: where revocation lists and reports are put for others to fetch. One abstract contract test
 * holds every implementation to it.
 *
 * <p>Threads: shared; calls block on I/O.
 *
 * <p>Every method throws {@link CaException} INVALID_VALUE for a bucket or key whose name breaks
 * {@link BucketName} or {@link ObjectKey}.
 */
public interface Buckets {
  /** Writes the bytes of an object; called once. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Whether the bucket is there, or will be when something is put into it. */
  boolean exists(String bucket);

  /**
   * Puts an object, in place of any earlier one under the key.
   *
   * <p>When it returns, the object MUST survive the loss of process and power. A reader MUST see
   * the old object or the whole new one, never a part; when the content throws, nothing is changed.
   * Its size MUST NOT matter: content is streamed.
   *
   * @throws CaException BUCKET_REFUSED when the bucket is not there or cannot be written
   */
  void put(String bucket, String key, ObjectAcl acl, Content content);

  /** How an implementation refuses; clients look for the second sentence. */
  static CaException refused(String bucket, @Nullable IOException cause) {
    return new CaException(
        Failure.BUCKET_REFUSED,
        "The bucket "
            + bucket
            + " is not there or cannot be written. Check your S3 bucket permissions and try again",
        cause);
  }

  /**
   * The same where more is known.
   *
   * @param reason for the caller: names nothing that it need not know
   */
  static CaException refusedBecause(String bucket, String reason) {
    return new CaException(
        Failure.BUCKET_REFUSED,
        "The bucket "
            + bucket
            + " cannot be used: "
            + reason
            + ". Check your S3 bucket permissions and try again");
  }
}
