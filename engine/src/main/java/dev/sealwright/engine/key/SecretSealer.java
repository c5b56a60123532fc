package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.Octets;

/**
 * Keeps small secrets fit for the store: sealed by a key that never leaves its vault.
 *
 * <p>Threads: shared; blocks the caller for one round trip to the vault.
 */
public interface SecretSealer {
  /** Most bytes of a secret. */
  int MAX_SECRET = 1024;

  /**
   * Seals a secret; each time to other bytes.
   *
   * @param secret 1 to {@link #MAX_SECRET} bytes, the caller's to wipe
   * @return at most 512 bytes more than the secret
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE
   */
  Octets seal(SealContext context, byte[] secret);

  /**
   * Opens what was sealed under the same context, by whichever configured vault did it.
   *
   * @return the secret, the caller's to wipe
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE when it may open later;
   *     RECORD_UNREADABLE when it never will: it was altered or moved, or its key or vault is gone
   */
  byte[] open(SealContext context, Octets sealed);
}
