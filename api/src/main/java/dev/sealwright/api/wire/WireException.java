package dev.sealwright.api.wire;

/** A refusal as the caller will see it; the message is for the caller and holds no secret. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorName error;

  public WireException(ErrorName error, String message) {
    super(message, null, false, false);
    this.error = error;
  }

  public ErrorName error() {
    return error;
  }
}
