package dev.sealwright.engine.authority;

/** How an authority cuts the list of what it revoked. */
public enum CrlType {
  /** One list of everything. */
  COMPLETE,
  /** Lists below 1 MB; a certificate is bound to one of them when it is issued. */
  PARTITIONED
}
