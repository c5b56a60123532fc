package dev.sealwright.api.wire;

/** One CRL for all certificates, or one for each partition. */
public enum CrlType {
  COMPLETE,
  PARTITIONED
}
