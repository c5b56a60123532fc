package dev.sealwright.api.policy;

/** A policy that is refused; the message says where and why, and is meant for who wrote it. */
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PolicyException(String message) {
    super(message, null, false, false);
  }

  static PolicyException at(String place, String problem) {
    return new PolicyException(place + ": " + problem);
  }
}
