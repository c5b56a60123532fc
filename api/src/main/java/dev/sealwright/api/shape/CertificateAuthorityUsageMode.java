package dev.sealwright.api.shape;

/** Whether a CA may issue for long or for at most seven days. */
public enum CertificateAuthorityUsageMode {
  GENERAL_PURPOSE,
  SHORT_LIVED_CERTIFICATE
}
