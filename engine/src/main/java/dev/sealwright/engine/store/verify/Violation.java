package dev.sealwright.engine.store.verify;

import org.jspecify.annotations.Nullable;

/**
 * Something on record that must not be so.
 *
 * @param authority id of the CA; absent when the record does not say
 * @param serial of the certificate in hexadecimal digits, or the number of its row; absent when it
 *     is not about one
 */
public record Violation(@Nullable String authority, @Nullable String serial, String what) {
  /** One line. */
  @Override
  public String toString() {
    return (authority == null ? "" : "CA " + authority + ": ")
        + (serial == null ? "" : "certificate " + serial + ": ")
        + what;
  }
}
