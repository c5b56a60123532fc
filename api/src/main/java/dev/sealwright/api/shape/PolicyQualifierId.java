package dev.sealwright.api.shape;

/** The kinds of policy qualifiers. */
public enum PolicyQualifierId {
  CPS
}
