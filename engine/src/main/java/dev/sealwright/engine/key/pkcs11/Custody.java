package dev.sealwright.engine.key.pkcs11;

import org.jspecify.annotations.Nullable;

/** Judges whether the token keeps a private or secret key as INVARIANT I8 wants it. */
final class Custody {
  private Custody() {}

  /** What is wrong with the custody of a key, or null. */
  static @Nullable String flaw(CryptokiSession session, long key) {
    if (!session.flag(key, Pkcs11.CKA_TOKEN)) {
      return "no token object";
    }
    if (!session.flag(key, Pkcs11.CKA_PRIVATE)) {
      return "not CKA_PRIVATE";
    }
    if (!session.flag(key, Pkcs11.CKA_SENSITIVE)
        || !session.flag(key, Pkcs11.CKA_ALWAYS_SENSITIVE)) {
      return "not always sensitive";
    }
    if (session.flag(key, Pkcs11.CKA_EXTRACTABLE)
        || !session.flag(key, Pkcs11.CKA_NEVER_EXTRACTABLE)) {
      return "extractable or was so once";
    }
    return null;
  }
}
