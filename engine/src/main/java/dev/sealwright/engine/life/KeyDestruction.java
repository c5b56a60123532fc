package dev.sealwright.engine.life;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneGroup;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.Replicas;
import java.time.Duration;

/**
 * Destroys one key pair, or what is left of it.
 *
 * <p>Threads: runs once, on a lane; who asked for it waits.
 */
public final class KeyDestruction implements LaneTask {
  private final KeyId key;
  private final Ticket<KeyId> ticket = new Ticket<>();

  private KeyDestruction(KeyId key) {
    this.key = key;
  }

  /**
   * Destroys a key in each vault of a set, one after the other.
   *
   * @throws CaException TOKEN_UNAVAILABLE, IN_PROGRESS when one takes longer than the patience
   */
  public static void everywhere(KeyId key, Replicas replicas, Duration patience) {
    for (LaneGroup group : replicas.each()) {
      var destruction = new KeyDestruction(key);
      group.put(destruction);
      destruction.ticket.await(patience);
    }
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
