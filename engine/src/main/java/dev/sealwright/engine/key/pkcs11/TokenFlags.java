package dev.sealwright.engine.key.pkcs11;

import org.jspecify.annotations.Nullable;

/** What the flags of a token have against a login (CK_TOKEN_INFO). */
final class TokenFlags {
  private TokenFlags() {}

  /**
   * Why no PIN must be sent, or null. INVARIANT I7: asked before any login, since the next wrong
   * try may destroy the token's keys.
   */
  static @Nullable String obstacle(TokenInfo info) {
    if (!info.has(Pkcs11.CKF_TOKEN_INITIALIZED)
        || (info.has(Pkcs11.CKF_LOGIN_REQUIRED) && !info.has(Pkcs11.CKF_USER_PIN_INITIALIZED))) {
      return "the token is not initialised or has no user PIN; initialise it";
    }
    if (info.has(Pkcs11.CKF_USER_PIN_LOCKED)) {
      return "the user PIN is locked (CKF_USER_PIN_LOCKED); unlock it as SO";
    }
    if (info.has(Pkcs11.CKF_USER_PIN_FINAL_TRY)) {
      return "one try is left before the user PIN locks (CKF_USER_PIN_FINAL_TRY); log in by hand once";
    }
    return null;
  }
}
