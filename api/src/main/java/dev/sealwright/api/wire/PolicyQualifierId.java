package dev.sealwright.api.wire;

/** The kinds of policy qualifiers. */
public enum PolicyQualifierId {
  CPS
}
