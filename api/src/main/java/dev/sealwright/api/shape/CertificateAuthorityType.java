package dev.sealwright.api.shape;

/** Whether a CA stands at the top of its hierarchy. */
public enum CertificateAuthorityType {
  ROOT,
  SUBORDINATE
}
