package dev.sealwright.api.wire;

/** Whose CAs a list shows. */
public enum ResourceOwner {
  SELF,
  OTHER_ACCOUNTS
}
