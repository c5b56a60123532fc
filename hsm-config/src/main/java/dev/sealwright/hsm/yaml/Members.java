package dev.sealwright.hsm.yaml;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The members of one mapping of a free section: each known, each of the form it takes.
 *
 * <p>Threads: one.
 */
public final class Members {
  private final Node.Mapping mapping;
  private final String path;
  private final Problems problems;

  private Members(Node.Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** Empty, and a problem, unless the node is a mapping of these members. */
  public static Optional<Members> of(Node node, String path, Set<String> known, Problems problems) {
    if (!(node instanceof Node.Mapping mapping)) {
      problems.add(node.place(), path, "expected a mapping with " + String.join(", ", known));
      return Optional.empty();
    }
    mapping
        .members()
        .forEach((name, member) -> {
          if (!known.contains(name)) {
            problems.add(
                member.place(),
                path + "." + Shown.of(name),
                "no such key" + NearMiss.hint(name, known));
          }
        });
    return Optional.of(new Members(mapping, path, problems));
  }

  /** Where the mapping stands. */
  public Place place() {
    return mapping.place();
  }

  /** The path of one of its members. */
  public String path(String name) {
    return path + "." + name;
  }

  /** A member, if it is there. */
  public Optional<Node> node(String name) {
    return mapping.member(name);
  }

  /** A value that must be there; a problem and empty otherwise. */
  public Optional<String> required(String name, Pattern form, String range) {
    if (node(name).isEmpty()) {
      problems.add(place(), path(name), "is missing; expected " + range);
      return Optional.empty();
    }
    return optional(name, form, range);
  }

  /** A value that may be there; a problem and empty when it has not the form. */
  public Optional<String> optional(String name, Pattern form, String range) {
    return value(name, range, text -> Optional.of(text).filter(t -> form.matcher(t).matches()));
  }

  /** A value that may be there; a problem and empty when the reading makes nothing of it. */
  public <T> Optional<T> value(String name, String range, Function<String, Optional<T>> reading) {
    return node(name)
        .flatMap(said -> {
          Optional<T> value =
              said instanceof Node.Scalar scalar && scalar.text() != null
                  ? reading.apply(scalar.text())
                  : Optional.empty();
          if (value.isEmpty()) {
            refuse(name, "expected " + range);
          }
          return value;
        });
  }

  /** A problem with a member, at its place; at that of the mapping where it is missing. */
  public void refuse(String name, String why) {
    problems.add(node(name).map(Node::place).orElse(place()), path(name), why);
  }

  /** The items of a list that may be there. */
  public List<Node> list(String name) {
    return node(name).map(said -> items(said, path(name), problems)).orElse(List.of());
  }

  /** The items of a list, or nothing, and a problem, where there is none. */
  public static List<Node> items(Node said, String path, Problems problems) {
    return switch (said) {
      case Node.Listing listing -> listing.items();
      case Node.Scalar scalar when scalar.text() == null -> List.of();
      case Node.Scalar _, Node.Mapping _ -> {
        problems.add(said.place(), path, "expected a list");
        yield List.of();
      }
    };
  }
}
