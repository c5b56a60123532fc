package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.CustodyAttributes;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the custody of a private key without judging it; {@link Custody} judges. */
final class CustodyReading {
  /** CK_UNAVAILABLE_INFORMATION, which CKA_KEY_GEN_MECHANISM reads for a key that was imported. */
  private static final long UNAVAILABLE = -1;

  private CustodyReading() {}

  static CustodyAttributes attributes(CryptokiSession session, long key) {
    return new CustodyAttributes(
        flag(session, key, Pkcs11.CKA_TOKEN),
        flag(session, key, Pkcs11.CKA_PRIVATE),
        flag(session, key, Pkcs11.CKA_SENSITIVE),
        flag(session, key, Pkcs11.CKA_ALWAYS_SENSITIVE),
        flag(session, key, Pkcs11.CKA_EXTRACTABLE),
        flag(session, key, Pkcs11.CKA_NEVER_EXTRACTABLE),
        flag(session, key, Pkcs11.CKA_LOCAL),
        mechanism(session, key));
  }

  private static @Nullable Boolean flag(CryptokiSession session, long key, long attribute) {
    return given(() -> session.flag(key, attribute));
  }

  private static @Nullable Long mechanism(CryptokiSession session, long key) {
    Long made = given(() -> session.number(key, Pkcs11.CKA_KEY_GEN_MECHANISM));
    return made == null || made == UNAVAILABLE ? null : made;
  }

  static @Nullable String label(CryptokiSession session, long key) {
    byte[] label = given(() -> session.bytes(key, Pkcs11.CKA_LABEL));
    return label == null ? null : new String(label, StandardCharsets.UTF_8);
  }

  /** Null when the token answers that it does not give this; any other fault is one. */
  private static <T> @Nullable T given(Supplier<T> read) {
    try {
      return read.get();
    } catch (CryptokiException e) {
      if (e.is(ReturnValue.CKR_ATTRIBUTE_TYPE_INVALID)
          || e.is(ReturnValue.CKR_ATTRIBUTE_SENSITIVE)
          || e.is(ReturnValue.CKR_ATTRIBUTE_VALUE_INVALID)) {
        return null;
      }
      throw e;
    }
  }
}
