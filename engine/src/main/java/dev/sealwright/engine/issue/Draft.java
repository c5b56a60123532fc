package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that has passed every check that is answered at once, and only wants to be
 * reserved, signed and sealed.
 *
 * @param key of the authority, as it stood when the TBS was written
 * @param objection why it will be closed on record instead of being signed; absent when nothing
 *     speaks against it
 * @param limit of certificates that the authority may ever issue
 * @param room issued certificates of the authority beyond which the list that this one is bound to
 *     may be full; see {@link Partitions}
 */
public record Draft(
    Reservation reservation,
    SigningKey key,
    @Nullable Claim claim,
    @Nullable String objection,
    long limit,
    long room) {
  /** One that is bound to a list without an end. */
  public Draft(
      Reservation reservation,
      SigningKey key,
      @Nullable Claim claim,
      @Nullable String objection,
      long limit) {
    this(reservation, key, claim, objection, limit, CountLimits.UNLIMITED);
  }
}
