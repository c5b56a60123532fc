package dev.sealwright.api.quota;

/** Where the quotas start from; each figure can be set on top. */
public enum Preset {
  /** The figures of the published service. */
  AWS,
  /** As much as this server is built to carry, so that a quota never refuses what it could do. */
  OPEN
}
