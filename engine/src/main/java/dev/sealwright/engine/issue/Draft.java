package dev.sealwright.engine.issue;

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
 */
public record Draft(
    Reservation reservation,
    SigningKey key,
    @Nullable Claim claim,
    @Nullable String objection,
    long limit) {}
