package dev.sealwright.api.shape;

/** Why a CA could not be created. */
public enum FailureReason {
  REQUEST_TIMED_OUT,
  UNSUPPORTED_ALGORITHM,
  OTHER
}
