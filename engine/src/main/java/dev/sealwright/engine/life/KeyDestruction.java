package dev.sealwright.engine.life;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;

/**
 * Destroys one key pair, or what is left of it.
 *
 * <p>Threads: runs once, on a lane; whoever put it there waits at the ticket.
 */
final class KeyDestruction implements LaneTask {
  private final KeyId key;
  private final Ticket<KeyId> ticket = new Ticket<>();

  KeyDestruction(KeyId key) {
    this.key = key;
  }

  /** Resolved once neither half is there any more. */
  Ticket<KeyId> ticket() {
    return ticket;
  }

  @Override
  public LaneWork work() {
    return LaneWork.CUSTODY;
  }

  @Override
  public Runnable run(KeySession session) {
    session.destroy(key);
    return () -> ticket.complete(key);
  }

  @Override
  public void abandon(CaException reason) {
    ticket.fail(reason);
  }
}
