package dev.sealwright.hsm.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * Builds a tree from the events of the YAML parser.
 *
 * <p>Of YAML only mappings, sequences and scalars are taken. Anchors, aliases and tags are refused
 * where they stand, so that nothing grows beyond the text and no class is named; depth is bounded.
 *
 * <p>Threads: one for each tree; the tree is immutable.
 */
public final class YamlTree {
  private static final int DEEPEST = 32;
  private static final int LONGEST_KEY = 128;

  private final Iterator<Event> events;
  private final IntFunction<Place> lines;
  private final Problems problems;

  private YamlTree(Iterator<Event> events, IntFunction<Place> lines, Problems problems) {
    this.events = events;
    this.lines = lines;
    this.problems = problems;
  }

  /** Not the YAML we take; no more can be read. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(Place place, String why) {
      super(place + ": " + why, null, false, false);
    }
  }

  /**
   * The document, or nothing when it is empty or cannot be read, which is then a problem.
   *
   * @param text bounded by the caller
   * @param lines the place of a line, counted from 1
   */
  public static Optional<Node> read(String text, IntFunction<Place> lines, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(text.length());
    try {
      Iterator<Event> events = new Yaml(options).parse(new StringReader(text)).iterator();
      return new YamlTree(events, lines, problems).document();
    } catch (Refused e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      problems.add(
          lines.apply(mark == null ? 1 : mark.getLine() + 1) + ": not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      // Without a mark, and its message may hold a piece of the text: a character not allowed.
      problems.add(lines.apply(1) + ": not YAML: it holds characters that YAML does not allow");
    }
    return Optional.empty();
  }

  private Optional<Node> document() {
    events.next(); // stream start
    if (events.next() instanceof StreamEndEvent) {
      return Optional.empty();
    }
    Node root = node(events.next(), null, 1);
    if (!(events.next() instanceof DocumentEndEvent)
        || !(events.next() instanceof StreamEndEvent)) {
      throw new Refused(root.place(), "expected one YAML document, not several");
    }
    return Optional.of(root);
  }

  private Node node(Event event, @Nullable Place ofKey, int depth) {
    Place place = ofKey == null ? place(event) : ofKey;
    refuseAnchor(event);
    if (depth > DEEPEST) {
      throw new Refused(place(event), "nested deeper than " + DEEPEST + " levels");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        refuseTag(event, scalar.getTag());
        yield new Node.Scalar(place, text(scalar));
      }
      case SequenceStartEvent start -> {
        refuseTag(event, start.getTag());
        yield listing(place, depth);
      }
      case MappingStartEvent start -> {
        refuseTag(event, start.getTag());
        yield mapping(place, depth);
      }
      default -> throw new IllegalStateException("no node begins with " + event.getEventId());
    };
  }

  private Node.Listing listing(Place place, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      items.add(node(event, null, depth + 1));
    }
    return new Node.Listing(place, items);
  }

  private Node.Mapping mapping(Place place, int depth) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      refuseAnchor(event);
      if (!(event instanceof ScalarEvent key)
          || key.getTag() != null
          || key.getValue().isEmpty()
          || key.getValue().length() > LONGEST_KEY) {
        throw new Refused(
            place(event), "expected a plain key of 1 to " + LONGEST_KEY + " characters");
      }
      Node value = node(events.next(), place(event), depth + 1);
      Node earlier = members.putIfAbsent(key.getValue(), value);
      if (earlier != null) {
        problems.add(
            place(event), Shown.of(key.getValue()), "stands twice, first at " + earlier.place());
      }
    }
    return new Node.Mapping(place, members);
  }

  private static @Nullable String text(ScalarEvent scalar) {
    String value = scalar.getValue();
    boolean nothing = value.isEmpty() || value.equals("~") || value.equals("null");
    return scalar.isPlain() && nothing ? null : value;
  }

  private void refuseAnchor(Event event) {
    if (event instanceof AliasEvent
        || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      throw new Refused(place(event), "anchors (&) and aliases (*) are not taken here");
    }
  }

  private void refuseTag(Event event, @Nullable String tag) {
    if (tag != null) {
      throw new Refused(place(event), "tags (!) are not taken here");
    }
  }

  private Place place(Event event) {
    return lines.apply(event.getStartMark().getLine() + 1);
  }
}
