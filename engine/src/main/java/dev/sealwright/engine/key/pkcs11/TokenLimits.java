package dev.sealwright.engine.key.pkcs11;

/**
 * The bounds that a token says it has (CK_TOKEN_INFO).
 *
 * @param maxSessions 0 for no limit, -1 when the token does not tell
 * @param sessions open now in this process, -1 when the token does not tell
 * @param maxWriteSessions as {@code maxSessions}, of those that may write
 * @param minPin least bytes of a PIN
 * @param maxPin most bytes of a PIN
 */
public record TokenLimits(
    long maxSessions, long sessions, long maxWriteSessions, long minPin, long maxPin) {}
