package dev.sealwright.engine.fault;

import org.jspecify.annotations.Nullable;

/**
 * The engine's only exception of its own.
 *
 * <p>For {@link Blame#CALLER} and {@link Blame#CAPACITY} the message is meant for the caller and no
 * stack trace is taken; for the others the message is for the log only.
 */
public class CaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  public CaException(Failure failure, String message) {
    this(failure, message, null);
  }

  public CaException(Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause, false, traced(failure.blame()));
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  private static boolean traced(Blame blame) {
    return switch (blame) {
      case CALLER, CAPACITY -> false;
      case DEPENDENCY, SELF -> true;
    };
  }
}
