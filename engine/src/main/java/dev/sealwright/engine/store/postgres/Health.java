package dev.sealwright.engine.store.postgres;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Whether the database takes what is written, as far as this node knows. Threads: shared. */
final class Health {
  /** A connection that is made anew at once is no trouble. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  static final String NO_STANDBY =
      "no commit waits for a standby: synchronous_standby_names is empty"
          + " (cluster.requireStandby=false goes on without)";

  /** The two that ask the database; each knows only what it met itself. */
  enum Side {
    WRITER,
    MEMBER
  }

  private record Absence(String why, long since) {}

  private final Map<Side, Absence> absences = new EnumMap<>(Side.class);
  private boolean standby = true;

  /** The database did not answer, or refused. */
  synchronized void away(Side side, String why) {
    Absence before = absences.get(side);
    absences.put(side, new Absence(why, before == null ? System.nanoTime() : before.since()));
  }

  /** It answered, and took what it was to take. */
  synchronized void well(Side side) {
    absences.remove(side);
  }

  /** Whether commits wait for a standby, if that is demanded. */
  synchronized void standby(boolean waiting) {
    standby = waiting;
  }

  synchronized Optional<String> trouble() {
    if (!standby) {
      return Optional.of(NO_STANDBY);
    }
    long now = System.nanoTime();
    return absences.values().stream()
        .filter(absence -> now - absence.since() > GRACE.toNanos())
        .map(absence -> "the database is away: " + absence.why())
        .findFirst();
  }
}
