package dev.sealwright.api.policy;

/** What a statement does when it applies. */
enum Effect {
  ALLOW,
  DENY
}
