package dev.sealwright.hsm;

import org.jspecify.annotations.Nullable;

/** A PIN cannot be had from its source; the message is for the operator and holds no secret. */
public final class UnreadablePinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadablePinException(String message) {
    this(message, null);
  }

  public UnreadablePinException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
