package dev.sealwright.engine.key.pkcs11;

/**
 * What only setting up and examining a token needs; a {@link Cryptoki} of a binding that has these
 * calls implements it as well.
 *
 * <p>Threads: as for {@link Cryptoki}. PINs are the caller's to wipe; every copy the driver makes
 * MUST be wiped.
 */
public interface Provisioning {
  /** The rest of C_GetTokenInfo. */
  TokenLimits limits(long slot);

  /**
   * C_InitToken: makes the token anew. Everything on it is lost.
   *
   * @param soPin of the security officer: the present one of an initialised token, that of a new
   *     one to be
   * @param label at most 32 bytes in UTF-8
   */
  void initToken(long slot, char[] soPin, String label);

  /** C_Login as CKU_SO and C_InitPIN, in a session of its own: gives the user a PIN. */
  void initPin(long slot, char[] soPin, char[] userPin);
}
