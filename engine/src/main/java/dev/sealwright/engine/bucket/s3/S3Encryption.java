package dev.sealwright.engine.bucket.s3;

/** What is asked for when an object is put; a bucket may encrypt without being asked. */
public sealed interface S3Encryption {
  /** Whatever the bucket does by itself. */
  record Unasked() implements S3Encryption {}

  /** SSE-S3: keys of the store. */
  record OfTheStore() implements S3Encryption {}

  /**
   * SSE-KMS.
   *
   * @param keyId id, alias or ARN of the key
   */
  record Kms(String keyId) implements S3Encryption {}
}
