package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeySession;

/** Work for a lane; exactly one of the two methods ends it, on the lane's thread. */
public interface LaneTask {
  /**
   * Does the work.
   *
   * @throws CaException TOKEN_UNAVAILABLE lets the lane drop its session; the task is then
   *     abandoned
   */
  void run(KeySession session);

  /** Told when the work could not be done. */
  void abandon(CaException reason);
}
