package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.x509.SubjectPublicKey;

/**
 * Makes the key of a signer, kept as a CA key is (INVARIANT I8).
 *
 * <p>Threads: runs once, on a lane; the keeper waits at the ticket.
 */
final class SignerKeyMaking implements LaneTask {
  private final KeyId key;
  private final KeySpec spec;
  private final Runnable ended;
  private final Ticket<SubjectPublicKey> ticket = new Ticket<>();

  /**
   * @param ended run when nothing is made any more, whether or not somebody still waits
   */
  SignerKeyMaking(KeyId key, KeySpec spec, Runnable ended) {
    this.key = key;
    this.spec = spec;
    this.ended = ended;
  }

  Ticket<SubjectPublicKey> ticket() {
    return ticket;
  }

  @Override
  public LaneWork work() {
    return LaneWork.KEY_MAKING;
  }

  @Override
  public Runnable run(KeySession session) {
    SubjectPublicKey made = session.find(key).orElseGet(() -> session.generate(key, spec));
    return () -> {
      ended.run();
      ticket.complete(made);
    };
  }

  @Override
  public void abandon(CaException reason) {
    ended.run();
    ticket.fail(reason);
  }
}
