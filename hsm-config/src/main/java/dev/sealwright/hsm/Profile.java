package dev.sealwright.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a make of HSM departs from the standard, and how it wants to be treated.
 *
 * @param name such as {@code softhsm2}
 * @param tried on what it was tried, in words for the operator
 * @param modules where its PKCS#11 module is usually found, absolute
 * @param quirks departures that are let pass
 * @param lanes sessions that give full throughput, 1 to 256; absent where nothing is known
 * @param deadline longest that a call may take before its session is written off, 100 ms to 10
 *     minutes
 * @param unclearLimit answers in a row that may mean throttling, after which the token counts as
 *     lost, 1 to 100
 * @param unclearPause before another try after such an answer, on average; 0 to 10 s
 * @param keepAlive rest after which an idle session makes a call, since it would end otherwise;
 *     {@link Duration#ZERO} for never, at most an hour
 * @param reactions by CK_RV, in place of those of the standard's table; a refused PIN stays refused
 *     (INVARIANT I7)
 */
public record Profile(
    String name,
    String tried,
    List<Path> modules,
    Set<Quirk> quirks,
    @Nullable Integer lanes,
    Duration deadline,
    int unclearLimit,
    Duration unclearPause,
    Duration keepAlive,
    Map<Long, Reaction> reactions) {
  public static final Duration SHORTEST_DEADLINE = Duration.ofMillis(100);
  public static final Duration LONGEST_DEADLINE = Duration.ofMinutes(10);
  public static final Duration LONGEST_UNCLEAR_PAUSE = Duration.ofSeconds(10);
  public static final Duration LONGEST_KEEP_ALIVE = Duration.ofHours(1);
  public static final int MOST_UNCLEAR = 100;

  /** Treats a module as the standard says; for one that no other profile is written for. */
  public static final Profile STANDARD =
      new Profile("standard", Set.of(), Duration.ofSeconds(10), 5, Duration.ofMillis(20), Map.of());

  public Profile {
    modules = List.copyOf(modules);
    quirks = Set.copyOf(quirks);
    reactions = Map.copyOf(reactions);
    within("deadline", deadline, SHORTEST_DEADLINE, LONGEST_DEADLINE);
    within("unclearPause", unclearPause, Duration.ZERO, LONGEST_UNCLEAR_PAUSE);
    within("keepAlive", keepAlive, Duration.ZERO, LONGEST_KEEP_ALIVE);
    if (unclearLimit < 1 || unclearLimit > MOST_UNCLEAR) {
      throw new IllegalArgumentException("unclearLimit must be 1 to 100, not " + unclearLimit);
    }
    if (lanes != null && (lanes < 1 || lanes > TokenConfig.MOST_LANES)) {
      throw new IllegalArgumentException("lanes must be 1 to 256, not " + lanes);
    }
    reactions.forEach(Profile::check);
  }

  /** A profile of which nothing more is known. */
  public Profile(
      String name,
      Set<Quirk> quirks,
      Duration deadline,
      int unclearLimit,
      Duration unclearPause,
      Map<Long, Reaction> reactions) {
    this(
        name,
        "not on any module of its own",
        List.of(),
        quirks,
        null,
        deadline,
        unclearLimit,
        unclearPause,
        Duration.ZERO,
        reactions);
  }

  /** The sessions that are advised, or these where nothing is known. */
  public int lanesOr(int otherwise) {
    return lanes != null ? lanes : otherwise;
  }

  /** Whether a profile may say that this is what a return value asks for. */
  public static boolean allows(long code, Reaction reaction) {
    return code > 0
        && code <= ReturnCodes.MOST
        && (reaction == Reaction.OPERATOR || !ReturnCodes.OF_THE_PIN.contains(code));
  }

  private static void check(long code, Reaction reaction) {
    if (!allows(code, reaction)) {
      throw new IllegalArgumentException(
          "no profile makes 0x" + Long.toHexString(code) + " mean " + reaction);
    }
  }

  /** The same with these quirks alone. */
  public Profile withQuirks(Set<Quirk> other) {
    return new Profile(
        name,
        tried,
        modules,
        other,
        lanes,
        deadline,
        unclearLimit,
        unclearPause,
        keepAlive,
        reactions);
  }

  /** The same with this deadline. */
  public Profile withDeadline(Duration other) {
    return new Profile(
        name,
        tried,
        modules,
        quirks,
        lanes,
        other,
        unclearLimit,
        unclearPause,
        keepAlive,
        reactions);
  }

  /** The same, counting a token as lost after so many unclear answers in a row. */
  public Profile withUnclearLimit(int other) {
    return new Profile(
        name, tried, modules, quirks, lanes, deadline, other, unclearPause, keepAlive, reactions);
  }

  /** The same with this pause after an unclear answer. */
  public Profile withUnclearPause(Duration other) {
    return new Profile(
        name, tried, modules, quirks, lanes, deadline, unclearLimit, other, keepAlive, reactions);
  }

  /** The same, keeping idle sessions alive so. */
  public Profile withKeepAlive(Duration other) {
    return new Profile(
        name,
        tried,
        modules,
        quirks,
        lanes,
        deadline,
        unclearLimit,
        unclearPause,
        other,
        reactions);
  }

  /** The same with these reactions alone. */
  public Profile withReactions(Map<Long, Reaction> other) {
    return new Profile(
        name,
        tried,
        modules,
        quirks,
        lanes,
        deadline,
        unclearLimit,
        unclearPause,
        keepAlive,
        other);
  }

  private static void within(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
