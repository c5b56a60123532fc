package dev.sealwright.hsm.file;

import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Problems;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that tokens and profiles have beside texts. */
final class Values {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");

  private Values() {}

  static Optional<Integer> number(Members members, String name, int least, int most) {
    return members.value(
        name,
        "a number from " + least + " to " + most,
        text ->
            Optional.of(text)
                .filter(digits -> DIGITS.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(value -> value >= least && value <= most));
  }

  static Optional<Duration> duration(Members members, String name, Duration least, Duration most) {
    return members.value(
        name,
        "a duration from " + shown(least) + " to " + shown(most) + ", such as 500ms, 10s or 2m",
        text ->
            duration(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        });
  }

  /** As it is written: the largest unit that says it exactly. */
  static String shown(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    }
    return duration.isZero() || duration.toSecondsPart() != 0
        ? duration.toSeconds() + "s"
        : duration.toMinutes() + "m";
  }

  static <E extends Enum<E>> Optional<E> oneOf(
      Members members, String name, List<E> constants, Function<E, String> written) {
    return members.value(
        name,
        listed(constants, written, " or "),
        text -> constants.stream().filter(c -> written.apply(c).equals(text)).findFirst());
  }

  /** A list of constants, none twice; absent when there is none or one of them is unknown. */
  static <E extends Enum<E>> Optional<Set<E>> someOf(
      Members members, String name, Class<E> type, Function<E, String> written, Problems problems) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    Optional<Node> said = members.node(name);
    if (said.isEmpty()) {
      return Optional.empty();
    }
    if (!(said.get() instanceof Node.Listing)) {
      members.refuse(name, "expected a list, or [] for none");
      return Optional.empty();
    }
    Set<E> some = new LinkedHashSet<>();
    boolean all = true;
    for (Node item : members.list(name)) {
      Optional<E> known =
          item instanceof Node.Scalar scalar
              ? constants.stream().filter(c -> written.apply(c).equals(scalar.text())).findFirst()
              : Optional.empty();
      if (known.isEmpty() || !some.add(known.get())) {
        problems.add(
            item.place(),
            members.path(name),
            "expected each of " + listed(constants, written, ", ") + " at most once");
        all = false;
      }
    }
    return all ? Optional.of(Set.copyOf(some)) : Optional.empty();
  }

  static <E extends Enum<E>> String listed(
      List<E> constants, Function<E, String> written, String between) {
    return constants.stream().map(written).collect(Collectors.joining(between));
  }
}
