package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import org.jspecify.annotations.Nullable;

/** Work for a lane; exactly one of the two ways ends it. */
public interface LaneTask {
  /**
   * Does the vault's part of the work, on the lane's thread.
   *
   * <p>After a {@link dev.sealwright.engine.key.VaultFault} it may be run once more with another
   * session or in another vault, and an answer that comes after the deadline is dropped: it MUST
   * change nothing but what is in the vault.
   *
   * @return what is to be done with the answer; run by the lane, if it is not too late for it
   */
  Runnable run(KeySession session);

  /** The kind of work, by which it gets its turn. */
  LaneWork work();

  /** The key that the work needs, when it needs one that is there already. */
  default @Nullable KeyId key() {
    return null;
  }

  /** Told when the work could not be done; any thread. */
  void abandon(CaException reason);
}
