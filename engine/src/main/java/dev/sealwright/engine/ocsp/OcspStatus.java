package dev.sealwright.engine.ocsp;

/** How a responder answers as a whole (RFC 6960 4.2.1, OCSPResponseStatus). */
public enum OcspStatus {
  /** There is an answer for each certificate asked about. */
  SUCCESSFUL(0),
  MALFORMED_REQUEST(1),
  INTERNAL_ERROR(2),
  TRY_LATER(3),
  /** This responder does not speak for the issuer (RFC 5019 2.2.3). */
  UNAUTHORIZED(6);

  private final int code;

  OcspStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
