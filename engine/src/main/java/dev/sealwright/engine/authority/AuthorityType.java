package dev.sealwright.engine.authority;

/** Whether an authority signs its own certificate or has it signed by another. */
public enum AuthorityType {
  ROOT,
  SUBORDINATE
}
