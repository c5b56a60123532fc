package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;

/**
 * One signature over a revocation list or an OCSP answer, judged on the lane that made it
 * (INVARIANT I3).
 *
 * <p>Threads: runs once, on a lane; whoever put it there waits at the ticket.
 */
public final class StatusSigning implements LaneTask {
  /** What the vault is given to sign. */
  public sealed interface Input {
    /** All of it; the vault's driver computes the digest. */
    record Message(Octets bytes) implements Input {}

    /** The digest that the algorithm names, of something too long to be handed over. */
    record Digest(Octets bytes) implements Input {}
  }

  private final String subject;
  private final SigningKey key;
  private final SignatureAlgorithm algorithm;
  private final Input input;
  private final Runnable ended;
  private final Ticket<Octets> ticket = new Ticket<>();

  /**
   * @param subject what is signed, for the message when it does not verify
   * @param ended run when the lane is done with it, whether or not somebody still waits
   */
  public StatusSigning(
      String subject, SigningKey key, SignatureAlgorithm algorithm, Input input, Runnable ended) {
    this.subject = subject;
    this.key = key;
    this.algorithm = algorithm;
    this.input = input;
    this.ended = ended;
  }

  /** The signature. */
  public Ticket<Octets> ticket() {
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
    byte[] signature;
    boolean accepted;
    switch (input) {
      case Input.Message(Octets bytes) -> {
        byte[] message = bytes.toArray();
        signature = session.sign(key, algorithm, message);
        accepted = SignatureCheck.accepts(key, algorithm, message, signature);
      }
      case Input.Digest(Octets bytes) -> {
        byte[] digest = bytes.toArray();
        signature = session.signDigest(key, algorithm, digest);
        accepted = SignatureCheck.acceptsDigest(key, algorithm, digest, signature);
      }
    }
    if (!accepted) {
      // It never leaves the house.
      throw new VaultFault(
          Remedy.DISTRUST, subject + " does not verify with the key recorded for it");
    }
    return () -> {
      ended.run();
      ticket.complete(Octets.copyOf(signature));
    };
  }

  @Override
  public void abandon(CaException reason) {
    ended.run();
    ticket.fail(reason);
  }
}
