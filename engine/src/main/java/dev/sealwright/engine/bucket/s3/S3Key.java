package dev.sealwright.engine.bucket.s3;

/** An access key of S3. */
public record S3Key(String accessKeyId, String secretAccessKey) {
  /** INVARIANT I15: the secret is in no string form. */
  @Override
  public String toString() {
    return "S3Key[" + accessKeyId + "]";
  }
}
