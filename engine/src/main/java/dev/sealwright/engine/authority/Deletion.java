package dev.sealwright.engine.authority;

import java.time.Instant;

/**
 * A deletion that can still be taken back.
 *
 * @param before the status on record until then, which restoring brings back
 * @param restorableUntil millisecond precision; from this moment on the authority is gone for good
 */
public record Deletion(CaStatus before, Instant restorableUntil) {
  public Deletion {
    switch (before) {
      case PENDING_CERTIFICATE, ACTIVE, DISABLED -> {}
      case CREATING, EXPIRED, FAILED, DELETED ->
          throw new IllegalArgumentException("nothing restores a CA to " + before);
    }
  }
}
