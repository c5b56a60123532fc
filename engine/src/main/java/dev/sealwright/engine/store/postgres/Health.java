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

  /** Who uses the database; each is well again when what it did there succeeds. */
  enum Part {
    WRITER,
    MEMBER
  }

  private record Absence(String reason, long since) {}

  private final Map<Part, Absence> away = new EnumMap<>(Part.class);
  private boolean standby = true;

  /** The database did not answer, or refused. */
  synchronized void away(Part part, String why) {
    Absence before = away.get(part);
    away.put(part, new Absence(why, before == null ? System.nanoTime() : before.since()));
  }

  synchronized void well(Part part) {
    away.remove(part);
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
    return away.values().stream()
        .filter(absence -> now - absence.since() > GRACE.toNanos())
        .map(absence -> "the database is away: " + absence.reason())
        .findFirst();
  }
}
