package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SubjectPublicKey;

/**
 * A key pair as one session sees it.
 *
 * @param handle of the private key object; good for the life of the session at most
 */
record TokenKey(long handle, KeySpec spec, SubjectPublicKey publicKey) {}
