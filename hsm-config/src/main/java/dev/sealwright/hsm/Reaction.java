package dev.sealwright.hsm;

/** What a return value other than CKR_OK asks of the caller, erring to the safe side. */
public enum Reaction {
  /** The token forgot the login; log in once, after a look at the token's flags. */
  LOGIN_LOST,
  /** The session is gone; open another. */
  SESSION_LOST,
  /** The session holds the rest of another operation; close it, never sign with it. */
  SESSION_DIRTY,
  /** Handles are out of date; resolve the key again by CKA_ID and public key. */
  HANDLE_STALE,
  /** The token or its connection is gone; initialise the module anew. */
  TOKEN_LOST,
  /** Some modules mean throttling, others loss; back off, then treat as a lost token. */
  UNCLEAR,
  /** The module has no more sessions or memory; wait, do not reopen in a loop. */
  CAPACITY,
  /** A person must act; never tried again by itself (INVARIANT I7). */
  OPERATOR,
  /** The token does not do what was asked of it, now or later. */
  CONFIGURATION,
  /** The call was wrong: our bug. */
  BUG
}
