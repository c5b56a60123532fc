package dev.sealwright.api.shape;

/** One CRL for all certificates, or one for each partition. */
public enum CrlType {
  COMPLETE,
  PARTITIONED
}
