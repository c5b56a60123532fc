package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of a token by their names in the standard, without the common prefix. */
final class TokenFlagNames {
  private static final Map<Long, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(Pkcs11.CKF_TOKEN_INITIALIZED, "TOKEN_INITIALIZED");
    NAMES.put(Pkcs11.CKF_LOGIN_REQUIRED, "LOGIN_REQUIRED");
    NAMES.put(Pkcs11.CKF_USER_PIN_INITIALIZED, "USER_PIN_INITIALIZED");
    NAMES.put(Pkcs11.CKF_WRITE_PROTECTED, "WRITE_PROTECTED");
    NAMES.put(Pkcs11.CKF_PROTECTED_AUTHENTICATION_PATH, "PROTECTED_AUTHENTICATION_PATH");
    NAMES.put(Pkcs11.CKF_USER_PIN_COUNT_LOW, "USER_PIN_COUNT_LOW");
    NAMES.put(Pkcs11.CKF_USER_PIN_FINAL_TRY, "USER_PIN_FINAL_TRY");
    NAMES.put(Pkcs11.CKF_USER_PIN_LOCKED, "USER_PIN_LOCKED");
    NAMES.put(Pkcs11.CKF_USER_PIN_TO_BE_CHANGED, "USER_PIN_TO_BE_CHANGED");
    NAMES.put(Pkcs11.CKF_SO_PIN_COUNT_LOW, "SO_PIN_COUNT_LOW");
    NAMES.put(Pkcs11.CKF_SO_PIN_FINAL_TRY, "SO_PIN_FINAL_TRY");
    NAMES.put(Pkcs11.CKF_SO_PIN_LOCKED, "SO_PIN_LOCKED");
  }

  private TokenFlagNames() {}

  /** Those that are set and worth naming. */
  static List<String> of(TokenInfo info) {
    return NAMES.entrySet().stream()
        .filter(flag -> info.has(flag.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
