package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority as it is on record. It changes by the transitions below alone, each of
 * which makes the next version.
 *
 * @param owner opaque name of the account it belongs to
 * @param createdAt millisecond precision
 * @param revocation how it publishes what it revoked
 * @param status as stored; see {@link #shownStatus}
 * @param version grows by one with each change; a change names the version it was made from
 * @param lastStateChange absent until the status that callers see was first changed
 * @param key absent until it was made
 * @param installed absent until a certificate was imported
 * @param failure present only when FAILED
 * @param deletion present only when DELETED
 */
public record Authority(
    AuthorityId id,
    String owner,
    Instant createdAt,
    AuthoritySettings settings,
    RevocationSettings revocation,
    CaStatus status,
    long version,
    @Nullable Instant lastStateChange,
    @Nullable SigningKey key,
    @Nullable InstalledCertificate installed,
    @Nullable CreationFailure failure,
    @Nullable Deletion deletion) {
  public Authority {
    if (key != null && key.spec() != settings.keySpec()) {
      throw new IllegalArgumentException(
          "a key of kind " + key.spec() + " for a CA of kind " + settings.keySpec());
    }
    if ((deletion != null) != (status == CaStatus.DELETED)) {
      throw new IllegalArgumentException("a CA is DELETED exactly when it has a deletion");
    }
  }

  /** A new authority whose key is still to be made, without revocation lists and OCSP. */
  public static Authority creating(
      AuthorityId id, String owner, Instant now, AuthoritySettings settings) {
    return creating(id, owner, now, settings, RevocationSettings.NONE);
  }

  /** A new authority whose key is still to be made. */
  public static Authority creating(
      AuthorityId id,
      String owner,
      Instant now,
      AuthoritySettings settings,
      RevocationSettings revocation) {
    return new Authority(
        id, owner, now, settings, revocation, CaStatus.CREATING, 1, null, null, null, null, null);
  }

  /** The key was made: CREATING becomes PENDING_CERTIFICATE. */
  public Authority keyMade(SigningKey made, Instant now) {
    requireCreating();
    return next().key(made).status(CaStatus.PENDING_CERTIFICATE, now).done();
  }

  /** The key could not be made: CREATING becomes FAILED, for good. */
  public Authority creationFailed(CreationFailure reason, Instant now) {
    requireCreating();
    return next().failure(reason).status(CaStatus.FAILED, now).done();
  }

  /**
   * A certificate was imported: the first makes it ACTIVE, a later one brings an expired authority
   * back to the status it had before.
   */
  public Authority certified(InstalledCertificate certificate, Instant now) {
    signingKey();
    boolean expired = shownStatus(now) == CaStatus.EXPIRED;
    Successor next = next().installed(certificate);
    if (status == CaStatus.PENDING_CERTIFICATE) {
      return next.status(CaStatus.ACTIVE, now).done();
    }
    return expired ? next.status(status, now).done() : next.done();
  }

  /**
   * Switched on or off, or publishing revocation in another way.
   *
   * @param wanted ACTIVE or DISABLED; absent keeps what it is
   * @param other absent keeps the settings there are
   * @return this very version when nothing changes
   * @throws CaException INVALID_STATE unless it is ACTIVE or DISABLED, and when it is to become
   *     ACTIVE and its certificate is not valid yet
   */
  public Authority updated(
      @Nullable CaStatus wanted, @Nullable RevocationSettings other, Instant now) {
    requireUpdatable(now);
    Successor next = next();
    boolean changed = false;
    if (wanted != null && wanted != status) {
      requireSwitchable(wanted, now);
      next.status(wanted, now);
      changed = true;
    }
    if (other != null && !other.equals(revocation)) {
      next.revocation(other);
      changed = true;
    }
    return changed ? next.done() : this;
  }

  private void requireUpdatable(Instant now) {
    CaStatus shown = shownStatus(now);
    switch (shown) {
      case ACTIVE, DISABLED -> {}
      case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED ->
          throw new CaException(
              Failure.INVALID_STATE,
              // Clients look for this sentence.
              "The certificate authority must be in the ACTIVE or DISABLED state to be updated: "
                  + shown);
    }
  }

  /** EXPIRED was refused before, so only a certificate of the future is in the way. */
  private void requireSwitchable(CaStatus wanted, Instant now) {
    switch (wanted) {
      case DISABLED -> {}
      case ACTIVE -> {
        if (installed == null || now.isBefore(installed.validity().notBefore())) {
          throw new CaException(
              Failure.INVALID_STATE,
              "The certificate authority cannot become ACTIVE: its certificate is not valid yet");
        }
      }
      case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED ->
          throw new CaException(
              Failure.INVALID_ARGUMENT,
              "Status can be set to ACTIVE or DISABLED, not to " + wanted);
    }
  }

  /**
   * Deleted, to be restored within the window.
   *
   * @throws CaException INVALID_STATE unless it is PENDING_CERTIFICATE, DISABLED or EXPIRED
   */
  public Authority deleted(Duration window, Instant now) {
    CaStatus shown = shownStatus(now);
    return switch (shown) {
      case PENDING_CERTIFICATE, DISABLED, EXPIRED ->
          next()
              .deletion(new Deletion(status, now.plus(window)))
              .status(CaStatus.DELETED, now)
              .done();
      case ACTIVE ->
          throw new CaException(
              Failure.INVALID_STATE, "The certificate authority is ACTIVE; disable it first");
      case CREATING, FAILED, DELETED ->
          throw new CaException(Failure.INVALID_STATE, "The certificate authority is " + shown);
    };
  }

  /**
   * Brought back to the status it had before it was deleted.
   *
   * @throws CaException INVALID_STATE unless it is DELETED, NOT_FOUND when the window has passed
   */
  public Authority restored(Instant now) {
    if (gone(now)) {
      throw new CaException(Failure.NOT_FOUND, "no such certificate authority");
    }
    if (deletion == null) {
      throw new CaException(
          Failure.INVALID_STATE,
          "Only a deleted certificate authority can be restored; it is " + shownStatus(now));
    }
    return next().deletion(null).status(deletion.before(), now).done();
  }

  /** Whether the window for restoring it has passed: from then on no caller sees it. */
  public boolean gone(Instant now) {
    return deletion != null && !now.isBefore(deletion.restorableUntil());
  }

  /** The status a caller sees, with EXPIRED computed. */
  public CaStatus shownStatus(Instant now) {
    return status.shown(installed == null ? null : installed.validity().notAfter(), now);
  }

  public SigningKey signingKey() {
    return Optional.ofNullable(key)
        .orElseThrow(
            () -> new CaException(Failure.IN_PROGRESS, "the key of the CA is still being made"));
  }

  private void requireCreating() {
    if (status != CaStatus.CREATING) {
      throw new CaException(Failure.CONCURRENT_MODIFICATION, "the CA is already " + status);
    }
  }

  private Successor next() {
    return new Successor(this);
  }
}
