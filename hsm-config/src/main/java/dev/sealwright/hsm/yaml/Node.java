package dev.sealwright.hsm.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of the file as it was written, with its place; texts are not yet numbers or switches. */
public sealed interface Node {
  /** The line of its key, or its own where it has none. */
  Place place();

  /**
   * A single value.
   *
   * @param text absent where nothing is written, or {@code null}, or {@code ~}
   */
  record Scalar(Place place, @Nullable String text) implements Node {
    /** Values may be secrets. */
    @Override
    public String toString() {
      return "Scalar[" + place + "]";
    }
  }

  /** A sequence. */
  record Listing(Place place, List<Node> items) implements Node {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * A mapping.
   *
   * @param members in the order of the file; no key comes twice
   */
  record Mapping(Place place, Map<String, Node> members) implements Node {
    public Mapping {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Node> member(String key) {
      return Optional.ofNullable(members.get(key));
    }
  }
}
