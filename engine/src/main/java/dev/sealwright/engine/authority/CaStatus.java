package dev.sealwright.engine.authority;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where an authority stands in its life; EXPIRED is never stored, it is {@link #shown}. */
public enum CaStatus {
  CREATING,
  PENDING_CERTIFICATE,
  ACTIVE,
  DISABLED,
  EXPIRED,
  FAILED,
  DELETED;

  /** The status a caller sees: a usable authority whose certificate is past notAfter is EXPIRED. */
  public CaStatus shown(@Nullable Instant notAfter, Instant now) {
    return switch (this) {
      case ACTIVE, DISABLED -> notAfter != null && now.isAfter(notAfter) ? EXPIRED : this;
      case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED -> this;
    };
  }
}
