package dev.sealwright.engine.authority;

import dev.sealwright.engine.key.SigningKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The next version of an authority: a copy of the one before, with some components replaced. For
 * one thread, within one transition.
 */
final class Successor {
  private final Authority before;
  private RevocationSettings revocation;
  private CaStatus status;
  private @Nullable Instant lastStateChange;
  private @Nullable SigningKey key;
  private @Nullable InstalledCertificate installed;
  private @Nullable CreationFailure failure;
  private @Nullable Deletion deletion;

  Successor(Authority before) {
    this.before = before;
    this.revocation = before.revocation();
    this.status = before.status();
    this.lastStateChange = before.lastStateChange();
    this.key = before.key();
    this.installed = before.installed();
    this.failure = before.failure();
    this.deletion = before.deletion();
  }

  Successor revocation(RevocationSettings other) {
    revocation = other;
    return this;
  }

  /** Also when the stored status stays and only the shown one changes. */
  Successor status(CaStatus other, Instant now) {
    status = other;
    lastStateChange = now;
    return this;
  }

  Successor key(SigningKey made) {
    key = made;
    return this;
  }

  Successor installed(InstalledCertificate certificate) {
    installed = certificate;
    return this;
  }

  Successor failure(CreationFailure reason) {
    failure = reason;
    return this;
  }

  Successor deletion(@Nullable Deletion other) {
    deletion = other;
    return this;
  }

  Authority done() {
    return new Authority(
        before.id(),
        before.owner(),
        before.createdAt(),
        before.settings(),
        revocation,
        status,
        before.version() + 1,
        lastStateChange,
        key,
        installed,
        failure,
        deletion);
  }
}
