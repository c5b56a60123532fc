package dev.sealwright.api.shape;

/** Where a CA is in its life. */
public enum CertificateAuthorityStatus {
  CREATING,
  PENDING_CERTIFICATE,
  ACTIVE,
  DELETED,
  DISABLED,
  EXPIRED,
  FAILED
}
