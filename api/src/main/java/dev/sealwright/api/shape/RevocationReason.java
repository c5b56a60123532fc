package dev.sealwright.api.shape;

/** Why a certificate is revoked (RFC 5280 5.3.1); revocation is final. */
public enum RevocationReason {
  UNSPECIFIED,
  KEY_COMPROMISE,
  CERTIFICATE_AUTHORITY_COMPROMISE,
  AFFILIATION_CHANGED,
  SUPERSEDED,
  CESSATION_OF_OPERATION,
  PRIVILEGE_WITHDRAWN,
  A_A_COMPROMISE
}
