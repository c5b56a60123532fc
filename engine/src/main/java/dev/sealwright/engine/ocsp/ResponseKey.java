package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs the answers of an authority now.
 *
 * @param algorithm the authority's own: whoever can verify its certificates can verify these
 * @param delegate absent when it is the CA key itself
 */
record ResponseKey(
    AuthorityId authority,
    SigningKey key,
    SignatureAlgorithm algorithm,
    @Nullable Delegate delegate) {

  /** What the authority certified it with. */
  record Delegate(Serial serial, Validity validity, Octets certificate) {}
}
