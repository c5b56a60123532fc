package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/**
 * Signs a list on a lane, and judges the signature there (INVARIANT I3).
 *
 * <p>Threads: runs once, on a lane; whoever put it there waits at the ticket.
 */
final class ListSigning implements LaneTask {
  private final AuthorityId authority;
  private final SigningKey key;
  private final SignatureAlgorithm algorithm;
  private final Octets input;
  private final Ticket<Octets> ticket = new Ticket<>();

  /**
   * @param input digest of what is signed, or that itself for an algorithm without a digest
   */
  ListSigning(AuthorityId authority, SigningKey key, SignatureAlgorithm algorithm, Octets input) {
    this.authority = authority;
    this.key = key;
    this.algorithm = algorithm;
    this.input = input;
  }

  Ticket<Octets> ticket() {
    return ticket;
  }

  @Override
  public LaneWork work() {
    return LaneWork.STATUS;
  }

  @Override
  public KeyId key() {
    return key.id();
  }

  @Override
  public Runnable run(KeySession session) {
    byte[] bytes = input.toArray();
    boolean whole = algorithm.digest() == SignatureAlgorithm.Digest.NONE;
    byte[] signature =
        whole ? session.sign(key, algorithm, bytes) : session.signDigest(key, algorithm, bytes);
    boolean accepted =
        whole
            ? SignatureCheck.accepts(key, algorithm, bytes, signature)
            : SignatureCheck.acceptsDigest(key, algorithm, bytes, signature);
    if (!accepted) {
      throw new VaultFault(
          Remedy.DISTRUST,
          "the signature of a list does not verify with the key recorded for CA " + authority);
    }
    return () -> ticket.complete(Octets.copyOf(signature));
  }

  @Override
  public void abandon(CaException reason) {
    ticket.fail(reason);
  }
}
