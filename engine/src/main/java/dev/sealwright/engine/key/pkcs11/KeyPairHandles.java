package dev.sealwright.engine.key.pkcs11;

/** The object handles of a new key pair, in the order of C_GenerateKeyPair. */
public record KeyPairHandles(long publicKey, long privateKey) {}
