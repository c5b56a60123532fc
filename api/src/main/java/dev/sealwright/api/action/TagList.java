package dev.sealwright.api.action;

import dev.sealwright.api.auth.CallDetails;
import dev.sealwright.engine.authority.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tags of the wire as the engine's, and back. */
final class TagList {
  private TagList() {}

  /** What conditions of policies may ask about a request that brings tags. */
  static CallDetails details(@Nullable List<dev.sealwright.api.shape.Tag> tags) {
    if (tags == null) {
      return CallDetails.NONE;
    }
    Map<String, String> byKey = new LinkedHashMap<>();
    tags.forEach(tag -> byKey.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
    return CallDetails.tags(byKey);
  }

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
