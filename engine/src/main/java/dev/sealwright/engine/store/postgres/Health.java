package dev.sealwright.engine.store.postgres;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the database takes what is written, as far as this node knows. Threads: shared. */
final class Health {
  /** A connection that is made anew at once is no trouble. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  static final String NO_STANDBY =
      "no commit waits for a standby: synchronous_standby_names is empty"
          + " (cluster.requireStandby=false goes on without)";

  private @Nullable String reason;
  private long since;
  private boolean standby = true;

  /** The database did not answer, or refused. */
  synchronized void away(String why) {
    if (reason == null) {
      since = System.nanoTime();
    }
    reason = why;
  }

  synchronized void well() {
    reason = null;
  }

  /** Whether commits wait for a standby, if that is demanded. */
  synchronized void standby(boolean waiting) {
    standby = waiting;
  }

  synchronized Optional<String> trouble() {
    if (!standby) {
      return Optional.of(NO_STANDBY);
    }
    return reason != null && System.nanoTime() - since > GRACE.toNanos()
        ? Optional.of("the database is away: " + reason)
        : Optional.empty();
  }
}
