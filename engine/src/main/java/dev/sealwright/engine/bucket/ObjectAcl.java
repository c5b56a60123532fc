package dev.sealwright.engine.bucket;

/** Who may read an object of a bucket. */
public enum ObjectAcl {
  PUBLIC_READ,
  BUCKET_OWNER_FULL_CONTROL
}
