package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Place;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a key takes.
 *
 * @param range in words, for the documentation and for problems
 * @param several whether it is a list: a sequence in the file, commas in a variable
 * @param reading the value, or nothing when the text is none; the place is for relative paths
 */
record Form<T>(String range, boolean several, BiFunction<String, Place, Optional<T>> reading) {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  static Form<Integer> number(int least, int most) {
    return new Form<>(
        "a number from " + least + " to " + most,
        false,
        (text, _) -> whole(text, least, most).map(Math::toIntExact));
  }

  static Form<Long> count(long least, long most) {
    return new Form<>(
        "a number from " + least + " to " + most, false, (text, _) -> whole(text, least, most));
  }

  private static Optional<Long> whole(String text, long least, long most) {
    return Optional.of(text)
        .filter(digits -> DIGITS.matcher(digits).matches())
        .map(Long::valueOf)
        .filter(value -> value >= least && value <= most);
  }

  static Form<Boolean> flag() {
    return new Form<>(
        "true or false",
        false,
        (text, _) ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  static Form<String> text(String range, Pattern pattern) {
    return new Form<>(
        range, false, (text, _) -> Optional.of(text).filter(t -> pattern.matcher(t).matches()));
  }

  /** An address and no name: a name may mean another machine tomorrow. */
  static Form<InetAddress> address() {
    return new Form<>("an IP address", false, (text, _) -> literal(text));
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Scheme, host and perhaps a port. */
  static Form<URI> origin() {
    return new Form<>(
        "http:// or https:// with a host, perhaps with a port, and nothing behind",
        false,
        (text, _) ->
            web(text)
                .filter(uri -> uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                .filter(uri -> uri.getRawQuery() == null));
  }

  static Form<URI> url() {
    return new Form<>("a URL of http:// or https://", false, (text, _) -> web(text));
  }

  /** A user in it would be a secret in the file, and a fragment is not sent anyway. */
  private static Optional<URI> web(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      return Optional.of(uri)
          .filter(_ -> http || "https".equalsIgnoreCase(uri.getScheme()))
          .filter(_ -> uri.getHost() != null && uri.getRawPath() != null)
          .filter(_ -> uri.getRawUserInfo() == null && uri.getRawFragment() == null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  static Form<Path> path() {
    return new Form<>("a path", false, Form::resolved);
  }

  private static Optional<Path> resolved(String text, Place place) {
    try {
      // Nobody means the folder itself by saying nothing.
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(place.folder().resolve(text).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** One of the constants, under the name that the function gives it, in any case of letters. */
  static <E extends Enum<E>> Form<E> oneOf(Function<E, String> name, List<E> constants) {
    return new Form<>(
        constants.stream().map(name).collect(Collectors.joining(" or ")),
        false,
        (text, _) ->
            constants.stream().filter(c -> name.apply(c).equalsIgnoreCase(text)).findFirst());
  }

  /** Some of the constants, at least one. */
  static <E extends Enum<E>> Form<Set<E>> someOf(Class<E> constants) {
    List<E> all = List.of(constants.getEnumConstants());
    return new Form<>(
        "a list of "
            + all.stream().map(Enum::name).collect(Collectors.joining(", "))
            + ", at least one",
        true,
        (text, _) -> {
          List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          EnumSet<E> some = EnumSet.noneOf(constants);
          all.stream().filter(c -> names.contains(c.name())).forEach(some::add);
          return some.size() == names.size() ? Optional.of(Set.copyOf(some)) : Optional.empty();
        });
  }
}
