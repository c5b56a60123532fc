package dev.sealwright.api.shape;

/** Whose CAs a list shows. */
public enum ResourceOwner {
  SELF,
  OTHER_ACCOUNTS
}
