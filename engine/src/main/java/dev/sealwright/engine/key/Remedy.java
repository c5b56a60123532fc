package dev.sealwright.engine.key;

/**
 * What the user of a {@link KeySession} that failed has to do; the session is closed, but for
 * ABSENT.
 */
public enum Remedy {
  /** Work again with another session; when that fails too, the vault counts as lost. */
  RETRY,
  /** Work again after a pause; after several such answers in a row the vault counts as lost. */
  BACK_OFF,
  /** Do without this session for a while: the vault has no room for so many. */
  SHRINK,
  /** The vault is gone until {@link KeyVault#recover} brings it back. */
  RECOVER,
  /** The key is not there; another vault may have it. The session stays open. */
  ABSENT,
  /** A person must act; never tried again by itself (INVARIANT I7). */
  OPERATOR,
  /** Trust no answer of the vault any more (INVARIANT I3). */
  DISTRUST,
  /** Nothing would help: the vault does not do what was asked of it. */
  NONE
}
