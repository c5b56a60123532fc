package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.queue.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Those who wait until the making of a key has ended, one way or the other. All who wait for one
 * key share a ticket, which is there only while somebody waits.
 *
 * <p>Threads: shared.
 */
final class KeyWaiters {
  private final Map<AuthorityId, Waiting> waiting = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** The ticket of one key; the count changes only under the map's own lock of its entry. */
  private static final class Waiting {
    private final Ticket<Boolean> ended = new Ticket<>();
    private int waiters;
  }

  /**
   * Waits until the making ends, unless it has.
   *
   * @param hasEnded whether it has, by the record; asked once, after an end can no longer be missed
   * @throws CaException the reason of {@link #failed}; IN_PROGRESS when it takes longer than the
   *     patience or the thread is interrupted, STORE_UNAVAILABLE after {@link #close}
   */
  void await(AuthorityId id, BooleanSupplier hasEnded, Duration patience) {
    Waiting mine = join(id);
    try {
      if (closed) {
        throw closing();
      }
      if (!hasEnded.getAsBoolean()) {
        mine.ended.await(patience);
      }
    } finally {
      leave(id, mine);
    }
  }

  /** It ended, and the record says how. */
  void ended(AuthorityId id) {
    Waiting those = waiting.remove(id);
    if (those != null) {
      those.ended.complete(true);
    }
  }

  /** Each may have ended: all who wait look at the record. */
  void allEnded() {
    List.copyOf(waiting.keySet()).forEach(this::ended);
  }

  /** It ended, and the record does not say so. */
  void failed(AuthorityId id, CaException reason) {
    Waiting those = waiting.remove(id);
    if (those != null) {
      those.ended.fail(reason);
    }
  }

  /** Nobody waits any longer, nor will. */
  void close() {
    closed = true;
    for (AuthorityId id : List.copyOf(waiting.keySet())) {
      failed(id, closing());
    }
  }

  /** Keys that somebody waits for. */
  int size() {
    return waiting.size();
  }

  private Waiting join(AuthorityId id) {
    return waiting.compute(
        id,
        (same, known) -> {
          Waiting those = known == null ? new Waiting() : known;
          those.waiters++;
          return those;
        });
  }

  private void leave(AuthorityId id, Waiting mine) {
    waiting.computeIfPresent(
        id, (same, known) -> known == mine && --known.waiters == 0 ? null : known);
  }

  private static CaException closing() {
    return new CaException(Failure.STORE_UNAVAILABLE, "the engine is closing");
  }
}
