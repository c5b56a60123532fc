package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs the OCSP answers of an authority in its place. It is on record before it is
 * made, so that none is forgotten in a vault, whatever process dies when.
 *
 * @param vault that holds it
 * @param begunAt millisecond precision
 * @param certified what it has once it serves; absent before
 */
public record OcspSigner(
    AuthorityId authority,
    KeyId key,
    String vault,
    KeySpec spec,
    Instant begunAt,
    Phase phase,
    @Nullable Certified certified) {

  /** It goes through them in this order; MAKING may also end at once. */
  public enum Phase {
    MAKING,
    SERVING,
    DESTROYED
  }

  /** Its public key, and the serial of the certificate that its authority issued for it. */
  public record Certified(SubjectPublicKey publicKey, Serial serial) {}

  public OcspSigner {
    if (phase == Phase.SERVING && certified == null) {
      throw new IllegalArgumentException("a signer serves with a certificate");
    }
  }

  /** A signer whose key is about to be made. */
  public static OcspSigner making(
      AuthorityId authority, KeyId key, String vault, KeySpec spec, Instant now) {
    return new OcspSigner(authority, key, vault, spec, now, Phase.MAKING, null);
  }

  public OcspSigner serving(Certified with) {
    return new OcspSigner(authority, key, vault, spec, begunAt, Phase.SERVING, with);
  }

  public OcspSigner destroyed() {
    return new OcspSigner(authority, key, vault, spec, begunAt, Phase.DESTROYED, certified);
  }

  /** The key that answers are signed with and checked against; absent before it was certified. */
  public @Nullable SigningKey signingKey() {
    return certified == null ? null : new SigningKey(vault, key, spec, certified.publicKey());
  }
}
