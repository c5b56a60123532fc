/**
 * Answers about the status of certificates (RFC 6960): hostile requests in, signed answers out.
 *
 * <p>{@link dev.sealwright.engine.ocsp.OcspResponder} is the front door. Answers are signed by a
 * key that an authority certified for it, which {@link dev.sealwright.engine.ocsp.SignerKeeper}
 * makes and renews, on a thread of its own; everything else runs on the caller's thread. Imports
 * issue and life and what they import.
 */
package dev.sealwright.engine.ocsp;
