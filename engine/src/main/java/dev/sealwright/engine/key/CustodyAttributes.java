package dev.sealwright.engine.key;

import org.jspecify.annotations.Nullable;

/**
 * How a token says that it keeps a private key: the attributes of the standard by their own names,
 * read back from the object (PKCS#11 3.1, 4.9).
 *
 * <p>An attribute that the token does not give is absent; nothing is ever guessed.
 *
 * @param token CKA_TOKEN: it outlives the session
 * @param isPrivate CKA_PRIVATE: seen after a login only
 * @param alwaysSensitive CKA_ALWAYS_SENSITIVE: its value was never to be read
 * @param neverExtractable CKA_NEVER_EXTRACTABLE: it could never be wrapped and carried out
 * @param local CKA_LOCAL: made on the token, not brought there
 * @param keyGenMechanism CKA_KEY_GEN_MECHANISM: the CKM number by which it was made
 */
public record CustodyAttributes(
    @Nullable Boolean token,
    @Nullable Boolean isPrivate,
    @Nullable Boolean sensitive,
    @Nullable Boolean alwaysSensitive,
    @Nullable Boolean extractable,
    @Nullable Boolean neverExtractable,
    @Nullable Boolean local,
    @Nullable Long keyGenMechanism) {

  /** Whether the token says all that INVARIANT I8 asks of a CA key. */
  public boolean kept() {
    return Boolean.TRUE.equals(token)
        && Boolean.TRUE.equals(isPrivate)
        && Boolean.TRUE.equals(sensitive)
        && Boolean.TRUE.equals(alwaysSensitive)
        && Boolean.FALSE.equals(extractable)
        && Boolean.TRUE.equals(neverExtractable);
  }
}
