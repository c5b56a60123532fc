package dev.sealwright.hsm;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a make of HSM departs from the standard, and how it wants to be treated.
 *
 * @param name such as {@code softhsm2}
 * @param quirks departures that are let pass
 * @param deadline longest that a call may take before its session is written off, 100 ms to 10
 *     minutes
 * @param unclearLimit answers in a row that may mean throttling, after which the token counts as
 *     lost, 1 to 100
 * @param unclearPause before another try after such an answer, on average; 0 to 10 s
 * @param reactions by CK_RV, in place of those of the standard's table
 */
public record Profile(
    String name,
    Set<Quirk> quirks,
    Duration deadline,
    int unclearLimit,
    Duration unclearPause,
    Map<Long, Reaction> reactions) {
  /** Treats a module as the standard says; for one that no other profile is written for. */
  public static final Profile STANDARD =
      new Profile("standard", Set.of(), Duration.ofSeconds(10), 5, Duration.ofMillis(20), Map.of());

  public Profile {
    quirks = Set.copyOf(quirks);
    reactions = Map.copyOf(reactions);
    within("deadline", deadline, Duration.ofMillis(100), Duration.ofMinutes(10));
    within("unclearPause", unclearPause, Duration.ZERO, Duration.ofSeconds(10));
    if (unclearLimit < 1 || unclearLimit > 100) {
      throw new IllegalArgumentException("unclearLimit must be 1 to 100, not " + unclearLimit);
    }
  }

  /** The same with these quirks alone. */
  public Profile withQuirks(Set<Quirk> other) {
    return new Profile(name, other, deadline, unclearLimit, unclearPause, reactions);
  }

  /** The same with this deadline. */
  public Profile withDeadline(Duration other) {
    return new Profile(name, quirks, other, unclearLimit, unclearPause, reactions);
  }

  /** The same with these reactions alone. */
  public Profile withReactions(Map<Long, Reaction> other) {
    return new Profile(name, quirks, deadline, unclearLimit, unclearPause, other);
  }

  private static void within(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
