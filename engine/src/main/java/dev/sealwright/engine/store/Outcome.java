package dev.sealwright.engine.store;

/** What became of one mutation of a committed batch; all but Applied left nothing behind. */
public sealed interface Outcome {
  Outcome APPLIED = new Applied();
  Outcome STALE = new Stale();
  Outcome TAKEN = new Taken();
  Outcome FULL = new Full();

  /** Durable. */
  record Applied() implements Outcome {}

  /** The record it was made from has moved on. */
  record Stale() implements Outcome {}

  /** Its identity is in use. */
  record Taken() implements Outcome {}

  /** A count quota is used up. */
  record Full() implements Outcome {}

  /** Its idempotency token is in use, by this. */
  record Replayed(Claimed earlier) implements Outcome {}
}
