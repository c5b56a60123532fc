package dev.sealwright.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * A sealed certificate and whether it is revoked, as reports need it.
 *
 * @param revocation absent unless revoked
 */
public record IssuedRecord(Reservation reservation, @Nullable Revocation revocation) {}
