package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.x509.Octets;

/**
 * One signature over one answer.
 *
 * <p>Threads: runs once, on a lane; whoever put it there waits at the ticket.
 */
final class AnswerSigning implements LaneTask {
  private final ResponseKey key;
  private final Octets data;
  private final Runnable ended;
  private final Ticket<Octets> ticket = new Ticket<>();

  /**
   * @param ended run when the lane is done with it, whether or not somebody still waits
   */
  AnswerSigning(ResponseKey key, Octets data, Runnable ended) {
    this.key = key;
    this.data = data;
    this.ended = ended;
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
    return key.key().id();
  }

  @Override
  public Runnable run(KeySession session) {
    byte[] message = data.toArray();
    byte[] signature = session.sign(key.key(), key.algorithm(), message);
    if (!SignatureCheck.accepts(key.key(), key.algorithm(), message, signature)) {
      // INVARIANT I3: it never leaves the house.
      throw new VaultFault(
          Remedy.DISTRUST,
          "an OCSP answer does not verify with the key recorded for CA " + key.authority());
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
