package dev.sealwright.engine.sign;

/**
 * What lanes are asked for, with the share of turns that each kind gets while others wait too; what
 * one does not use the others have.
 */
public enum LaneWork {
  /** Certificates. */
  ISSUANCE(8),
  /** CRLs and OCSP answers: few, or bounded by their own door, and others wait for them. */
  STATUS(4),
  /** Secrets, evidence, the end of keys. */
  CUSTODY(2),
  /**
   * A new CA key and its CSR: an RSA key may hold a lane for seconds, so only half of them do it.
   */
  KEY_MAKING(1);

  private final int share;

  LaneWork(int share) {
    this.share = share;
  }

  int share() {
    return share;
  }
}
