package dev.sealwright.api.shape;

/** Who may read a CRL object. */
public enum S3ObjectAcl {
  PUBLIC_READ,
  BUCKET_OWNER_FULL_CONTROL
}
