package dev.sealwright.engine.fault;

import static dev.sealwright.engine.fault.Blame.CALLER;
import static dev.sealwright.engine.fault.Blame.CAPACITY;
import static dev.sealwright.engine.fault.Blame.DEPENDENCY;
import static dev.sealwright.engine.fault.Blame.SELF;

/** The closed list of ways in which the engine says no; one switch at the wire maps it. */
public enum Failure {
  /** A member has a value outside its range, such as a certificate that would outlive its CA. */
  INVALID_VALUE(CALLER),
  /** Members that are legal each by itself but not together, or that this engine does not offer. */
  INVALID_ARGUMENT(CALLER),
  /** The request makes no sense for this resource. */
  INVALID_REQUEST(CALLER),
  MALFORMED_CSR(CALLER),
  MALFORMED_CERTIFICATE(CALLER),
  /** A certificate or chain does not belong to the CA it was brought for. */
  CERTIFICATE_MISMATCH(CALLER),
  /** The CA's status does not allow the operation. */
  INVALID_STATE(CALLER),
  NOT_FOUND(CALLER),
  /** A tag that is not allowed, reserved, or named twice. */
  INVALID_TAG(CALLER),
  TOO_MANY_TAGS(CALLER),
  PERMISSION_EXISTS(CALLER),
  /** The same was asked before and is done for good. */
  ALREADY_PROCESSED(CALLER),
  /** Another change to the same CA won. */
  CONCURRENT_MODIFICATION(CALLER),
  /** The result is not there yet; ask again. */
  IN_PROGRESS(CALLER),
  /** The bucket that was named is not there or cannot be written. */
  BUCKET_REFUSED(CALLER),
  /** The asynchronous part of an earlier, accepted request failed for good. */
  REQUEST_FAILED(CALLER),
  /** A queue or pool is full (INVARIANT I13). */
  BUSY(CAPACITY),
  /** A count quota is used up. */
  LIMIT_EXCEEDED(CAPACITY),
  /** The token that holds the key does not answer or refuses. */
  TOKEN_UNAVAILABLE(DEPENDENCY),
  /** The store cannot make a record durable. */
  STORE_UNAVAILABLE(DEPENDENCY),
  /**
   * The store failed while the change was in its hands: it may be durable or not. Look before it is
   * asked for again.
   */
  OUTCOME_UNKNOWN(DEPENDENCY),
  /** What is on record cannot be read back: the medium, or a bug of ours, has damaged it. */
  RECORD_UNREADABLE(DEPENDENCY),
  INTERNAL(SELF);

  private final Blame blame;

  Failure(Blame blame) {
    this.blame = blame;
  }

  public Blame blame() {
    return blame;
  }
}
