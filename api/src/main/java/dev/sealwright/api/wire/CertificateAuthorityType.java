package dev.sealwright.api.wire;

/** Whether a CA stands at the top of its hierarchy. */
public enum CertificateAuthorityType {
  ROOT,
  SUBORDINATE
}
