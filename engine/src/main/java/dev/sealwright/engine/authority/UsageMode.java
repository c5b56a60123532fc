package dev.sealwright.engine.authority;

/** How long the certificates of an authority may live; fixed at creation. */
public enum UsageMode {
  GENERAL_PURPOSE,
  /** At most seven days from issue to notAfter. */
  SHORT_LIVED_CERTIFICATE
}
