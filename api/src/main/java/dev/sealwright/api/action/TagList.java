package dev.sealwright.api.action;

import dev.sealwright.engine.authority.Tag;
import java.util.List;

/** Tags of the wire as the engine's, and back. */
final class TagList {
  private TagList() {}

  /** The engine checks them: INVALID_TAG. */
  static List<Tag> read(List<dev.sealwright.api.shape.Tag> tags) {
    return tags.stream().map(tag -> new Tag(tag.key(), tag.value())).toList();
  }

  static List<dev.sealwright.api.shape.Tag> write(List<Tag> tags) {
    return tags.stream()
        .map(tag -> new dev.sealwright.api.shape.Tag(tag.key(), tag.value()))
        .toList();
  }
}
