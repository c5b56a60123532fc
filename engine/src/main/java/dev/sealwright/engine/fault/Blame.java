package dev.sealwright.engine.fault;

/** Who has to act before the same request can succeed. */
public enum Blame {
  /** The request is wrong; repeating it unchanged is pointless. */
  CALLER,
  /** A bound was reached; the same request may succeed later. */
  CAPACITY,
  /** A token or the store failed; an operator may have to look. */
  DEPENDENCY,
  /** Our own bug; detail goes to the log, never to a caller. */
  SELF
}
