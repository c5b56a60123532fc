package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority as it is on record.
 *
 * @param owner opaque name of the account it belongs to
 * @param createdAt millisecond precision
 * @param status as stored; see {@link #shownStatus}
 * @param version grows by one with each change; a change names the version it was made from
 * @param lastStateChange absent until the status first changed
 * @param key absent until it was made
 * @param installed absent until a certificate was imported
 * @param failure present only when FAILED
 */
public record Authority(
    AuthorityId id,
    String owner,
    Instant createdAt,
    AuthoritySettings settings,
    CaStatus status,
    long version,
    @Nullable Instant lastStateChange,
    @Nullable SigningKey key,
    @Nullable InstalledCertificate installed,
    @Nullable CreationFailure failure) {
  public Authority {
    if (key != null && key.spec() != settings.keySpec()) {
      throw new IllegalArgumentException(
          "a key of kind " + key.spec() + " for a CA of kind " + settings.keySpec());
    }
  }

  /** A new authority whose key is still to be made. */
  public static Authority creating(
      AuthorityId id, String owner, Instant now, AuthoritySettings settings) {
    return new Authority(id, owner, now, settings, CaStatus.CREATING, 1, null, null, null, null);
  }

  /** The key was made: CREATING becomes PENDING_CERTIFICATE. */
  public Authority keyMade(SigningKey made, Instant now) {
    require(CaStatus.CREATING);
    return new Authority(
        id,
        owner,
        createdAt,
        settings,
        CaStatus.PENDING_CERTIFICATE,
        version + 1,
        now,
        made,
        null,
        null);
  }

  /** The key could not be made: CREATING becomes FAILED, for good. */
  public Authority creationFailed(CreationFailure reason, Instant now) {
    require(CaStatus.CREATING);
    return new Authority(
        id, owner, createdAt, settings, CaStatus.FAILED, version + 1, now, null, null, reason);
  }

  /** A certificate was imported: the first makes it ACTIVE, a later one leaves its status alone. */
  public Authority certified(InstalledCertificate certificate, Instant now) {
    boolean first = status == CaStatus.PENDING_CERTIFICATE;
    return new Authority(
        id,
        owner,
        createdAt,
        settings,
        first ? CaStatus.ACTIVE : status,
        version + 1,
        first ? now : lastStateChange,
        signingKey(),
        certificate,
        null);
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

  private void require(CaStatus expected) {
    if (status != expected) {
      throw new CaException(Failure.CONCURRENT_MODIFICATION, "the CA is already " + status);
    }
  }
}
