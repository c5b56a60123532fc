package dev.sealwright.engine.x509;

/**
 * Why a certificate was revoked, with its CRLReason of RFC 5280 5.3.1.
 *
 * <p>Neither certificateHold nor removeFromCRL: revocation is final.
 */
public enum RevocationReason {
  /** Left out of a CRL entry (RFC 5280 5.3.1). */
  UNSPECIFIED(0),
  KEY_COMPROMISE(1),
  CERTIFICATE_AUTHORITY_COMPROMISE(2),
  AFFILIATION_CHANGED(3),
  SUPERSEDED(4),
  CESSATION_OF_OPERATION(5),
  PRIVILEGE_WITHDRAWN(9),
  A_A_COMPROMISE(10);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
