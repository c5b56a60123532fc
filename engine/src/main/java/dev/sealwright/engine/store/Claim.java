package dev.sealwright.engine.store;

import dev.sealwright.engine.x509.Octets;
import java.time.Instant;

/**
 * An idempotency token laid on a result (INVARIANT I12): the first write with it wins, later ones
 * within its life are answered with what the first made.
 *
 * @param scope who asked for what, such as account, operation and CA; at most 300 characters
 * @param token as the caller chose it
 * @param fingerprint digest of the request, so that another request under the same token shows
 * @param expiresAt from then on the token is free again; sooner when the reservation it was laid on
 *     is closed without a signature
 */
public record Claim(String scope, String token, Octets fingerprint, Instant expiresAt) {}
