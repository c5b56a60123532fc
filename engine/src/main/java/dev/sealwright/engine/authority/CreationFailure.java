package dev.sealwright.engine.authority;

/** Why an authority never came to life. */
public enum CreationFailure {
  REQUEST_TIMED_OUT,
  UNSUPPORTED_ALGORITHM,
  OTHER
}
