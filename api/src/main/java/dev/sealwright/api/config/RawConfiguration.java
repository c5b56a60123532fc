package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.NearMiss;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.Shown;
import dev.sealwright.hsm.yaml.YamlTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was said, key by key, nothing of it checked but that the keys exist: the environment over
 * the file.
 */
final class RawConfiguration {
  private static final int LONGEST_VARIABLE = ConfigurationFile.LARGEST;

  private final Map<String, Node> leaves = new LinkedHashMap<>();
  private final Map<String, String> environment;
  private final Problems problems;

  private RawConfiguration(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  static RawConfiguration of(
      Optional<Node> file, Map<String, String> environment, Problems problems) {
    RawConfiguration raw = new RawConfiguration(environment, problems);
    file.ifPresent(root -> raw.take("", root));
    raw.refuseUnknownVariables();
    return raw;
  }

  /** The checked value of a key; a wrong one is a problem, and counts as absent. */
  <T> Optional<T> value(Key<T> key) {
    return text(key)
        .flatMap(found -> {
          Optional<T> value = key.form().reading().apply(found.text(), found.place());
          if (value.isEmpty()) {
            expected(found.place(), key);
          }
          return value;
        });
  }

  /** Where a key is said, if it is. */
  Optional<Place> place(Key<?> key) {
    String variable = environment.getOrDefault(key.variable(), "");
    return variable.isEmpty()
        ? Optional.ofNullable(leaves.get(key.path())).map(Node::place)
        : Optional.of(Place.variable(key.variable()));
  }

  /** Two keys that mean something only together: one without the other is a problem. */
  void requireBoth(Key<?> one, Key<?> other) {
    requireWith(one, other);
    requireWith(other, one);
  }

  private void requireWith(Key<?> said, Key<?> missing) {
    Optional<Place> place = place(said);
    if (place.isPresent() && place(missing).isEmpty()) {
      problems.add(
          place.get(), said.path(), "goes with " + missing.path() + ": set both, or neither");
    }
  }

  /** A free section; in a variable it is YAML too. */
  Optional<Node> section(String path) {
    String name = Key.variableOf(path);
    String text = environment.getOrDefault(name, "");
    Node said = leaves.get(path);
    if (text.isEmpty()) {
      return said instanceof Node.Scalar scalar && scalar.text() == null
          ? Optional.empty()
          : Optional.ofNullable(said);
    }
    Place place = Place.variable(name);
    if (text.length() > LONGEST_VARIABLE) {
      problems.add(place, path, "expected at most " + LONGEST_VARIABLE + " characters");
      return Optional.empty();
    }
    return YamlTree.read(text, _ -> place, problems);
  }

  private Optional<Found> text(Key<?> key) {
    String variable = environment.getOrDefault(key.variable(), "");
    if (!variable.isEmpty()) {
      return Optional.of(new Found(Place.variable(key.variable()), variable));
    }
    return switch (leaves.get(key.path())) {
      case null -> Optional.empty();
      case Node.Scalar scalar when !key.form().several() -> {
        String text = scalar.text();
        if (text == null) {
          problems.add(
              scalar.place(), key.path(), "has no value; leave the key out to have its default");
          yield Optional.empty();
        }
        yield Optional.of(new Found(scalar.place(), text));
      }
      case Node.Listing list when key.form().several() -> joined(list, key);
      case Node other -> {
        expected(other.place(), key);
        yield Optional.empty();
      }
    };
  }

  /** As a variable would say it: no item may hold a comma, so nothing is lost. */
  private Optional<Found> joined(Node.Listing list, Key<?> key) {
    List<String> texts = new ArrayList<>();
    for (Node item : list.items()) {
      if (!(item instanceof Node.Scalar scalar)
          || scalar.text() == null
          || scalar.text().contains(",")) {
        expected(item.place(), key);
        return Optional.empty();
      }
      texts.add(scalar.text());
    }
    return Optional.of(new Found(list.place(), String.join(",", texts)));
  }

  private void expected(Place place, Key<?> key) {
    problems.add(place, key.path(), "expected " + key.form().range());
  }

  /** Walks down to the leaves of the table and refuses what is not on the way to one. */
  private void take(String path, Node node) {
    if (Keys.FREE.contains(path) || Keys.ALL.stream().anyMatch(key -> key.path().equals(path))) {
      leaves.put(path, node);
      return;
    }
    switch (node) {
      case Node.Mapping mapping ->
          mapping
              .members()
              .forEach((name, member) -> {
                String below = path.isEmpty() ? name : path + "." + name;
                if (name.contains(".") || !known(below)) {
                  refuse(below, member.place(), path);
                } else {
                  take(below, member);
                }
              });
      case Node.Scalar scalar when scalar.text() == null -> {
        // A section whose members are all commented out.
      }
      case Node.Scalar _, Node.Listing _ ->
          problems.add(
              node.place(), path.isEmpty() ? "the file" : path, "expected a mapping of keys");
    }
  }

  private static Stream<String> paths() {
    return Stream.concat(Keys.FREE.stream(), Keys.ALL.stream().map(Key::path));
  }

  private static boolean known(String path) {
    return paths().anyMatch(known -> known.equals(path) || known.startsWith(path + "."));
  }

  private void refuse(String path, Place place, String parent) {
    String before = parent.isEmpty() ? "" : parent + ".";
    Set<String> siblings =
        paths()
            .filter(known -> known.startsWith(before))
            .map(known -> before + known.substring(before.length()).split("\\.", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    problems.add(place, Shown.of(path), "no such key" + hint(path, siblings));
  }

  private void refuseUnknownVariables() {
    Set<String> known = new TreeSet<>(Set.of(ConfigurationFile.VARIABLE, DatabaseKeys.PASSWORD));
    Keys.ALL.forEach(key -> known.add(key.variable()));
    Keys.FREE.forEach(path -> known.add(Key.variableOf(path)));
    environment.keySet().stream()
        .filter(name -> name.startsWith(Key.PREFIX) && !known.contains(name))
        .sorted()
        .forEach(name -> problems.add(Shown.of(name) + ": no such setting" + hint(name, known)));
  }

  private static String hint(String written, Collection<String> known) {
    return NearMiss.of(written, known)
        .map(near -> "; did you mean " + near + "?")
        .orElse("; docs/configuration.md has them all");
  }
}
