package dev.sealwright.engine.sign;

/** How a vault is doing, as its lanes see it. */
public enum VaultState {
  /** Every lane has a session. */
  READY,
  /** It works, with fewer lanes than it should have. */
  DEGRADED,
  /** It does not answer, or was not reached yet; it is reached for again and again. */
  LOST,
  /** A person must act before it is used again: PIN, circuit. */
  REFUSED,
  /** Its lanes have ended. */
  CLOSED
}
