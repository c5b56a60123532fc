package dev.sealwright.api.wire;

/** Why a CA could not be created. */
public enum FailureReason {
  REQUEST_TIMED_OUT,
  UNSUPPORTED_ALGORITHM,
  OTHER
}
