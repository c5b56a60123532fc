package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.TokenIdentity;

/**
 * What a token says of itself (CK_TOKEN_INFO), without the blanks that pad its texts.
 *
 * @param flags CKF bits, from {@link Pkcs11}
 */
public record TokenInfo(
    String label,
    String manufacturer,
    String model,
    String serial,
    long flags,
    Version hardware,
    Version firmware) {
  /** Whether every bit of the flag is set. */
  public boolean has(long flag) {
    return (flags & flag) == flag;
  }

  /** The part that tells one token from another, for evidence. */
  TokenIdentity identity() {
    return new TokenIdentity(
        label, manufacturer, model, serial, hardware.toString(), firmware.toString());
  }
}
