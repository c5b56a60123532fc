package dev.sealwright.engine.x509;

/**
 * DER that does not say what it should, told in words of our own.
 *
 * <p>The message may go to whoever sent the DER; that of any other exception out of a parser may
 * name our insides and MUST NOT (INVARIANT I15).
 */
public final class DerException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DerException(String message) {
    super(message);
  }

  public DerException(String message, Throwable cause) {
    super(message, cause);
  }
}
