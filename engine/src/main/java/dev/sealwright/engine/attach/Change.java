package dev.sealwright.engine.attach;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What every change of something attached needs: the record, the one thread that writes, the time.
 *
 * @param patience how long a caller waits for its commit
 */
public record Change(Store store, Committer committer, Clock clock, Duration patience) {
  /** A decision made on a record that moves under it is made anew; so often in a row is a storm. */
  static final int ATTEMPTS = 4;

  Outcome write(Mutation mutation) {
    return committer.write(mutation, patience);
  }

  Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  /**
   * @param fresh whether what is remembered of it was Stale
   */
  Authority authority(AuthorityId id, boolean fresh) {
    return (fresh ? store.authorityOnRecord(id) : store.authority(id))
        .orElseThrow(() -> new CaException(Failure.NOT_FOUND, "the certificate authority is gone"));
  }

  /**
   * Lets only an authority that is ACTIVE or DISABLED go on.
   *
   * @param refusal what is not done in any other state
   */
  static void requireInstalled(Authority authority, Instant now, String refusal) {
    CaStatus status = authority.shownStatus(now);
    switch (status) {
      case ACTIVE, DISABLED -> {}
      case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED ->
          throw new CaException(
              Failure.INVALID_STATE, refusal + " while the certificate authority is " + status);
    }
  }
}
