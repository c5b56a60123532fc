package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.SubjectPublicKey;

/**
 * A CA key as it was recorded when it was made: where it lives and the public key that every
 * signature is checked against (INVARIANT I3).
 *
 * @param vault name of the vault that holds the private half
 */
public record SigningKey(String vault, KeyId id, KeySpec spec, SubjectPublicKey publicKey) {}
