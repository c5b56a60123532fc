package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tags of one authority, each key once.
 *
 * @param all in order of their keys
 */
public record Tags(List<Tag> all) {
  /** Those the owner may have; reserved ones do not count. */
  public static final int LIMIT = 50;

  public static final Tags NONE = new Tags(List.of());

  public Tags {
    all = all.stream().sorted(Comparator.comparing(Tag::key)).toList();
    requireDistinct(all);
  }

  /** What the owner asks to start with; see {@link #with}. */
  public static Tags of(List<Tag> asked) {
    return NONE.with(asked);
  }

  /**
   * These and the asked ones, which replace those of the same key.
   *
   * @throws CaException INVALID_TAG for a reserved key or one that comes twice, TOO_MANY_TAGS
   */
  public Tags with(List<Tag> asked) {
    requireTheOwners(asked);
    TreeMap<String, Tag> merged = byKey();
    asked.forEach(tag -> merged.put(tag.key(), tag));
    if (merged.values().stream().filter(tag -> !tag.reserved()).count() > LIMIT) {
      throw tooMany();
    }
    return new Tags(List.copyOf(merged.values()));
  }

  /**
   * These but the asked ones: without a value whatever the value, with one only if it is equal.
   *
   * @throws CaException INVALID_TAG for a reserved key or one that comes twice
   */
  public Tags without(List<Tag> asked) {
    requireTheOwners(asked);
    TreeMap<String, Tag> left = byKey();
    for (Tag tag : asked) {
      left.computeIfPresent(
          tag.key(),
          (key, present) ->
              tag.value() == null || tag.text().equals(present.text()) ? null : present);
    }
    return new Tags(List.copyOf(left.values()));
  }

  public Optional<Tag> named(String key) {
    return all.stream().filter(tag -> tag.key().equals(key)).findFirst();
  }

  /** TOO_MANY_TAGS, in words. */
  public static CaException tooMany() {
    return new CaException(
        Failure.TOO_MANY_TAGS, "a certificate authority has at most " + LIMIT + " tags");
  }

  private TreeMap<String, Tag> byKey() {
    TreeMap<String, Tag> byKey = new TreeMap<>();
    all.forEach(tag -> byKey.put(tag.key(), tag));
    return byKey;
  }

  private static void requireTheOwners(List<Tag> asked) {
    requireDistinct(asked);
    for (Tag tag : asked) {
      if (tag.reserved()) {
        throw new CaException(
            Failure.INVALID_TAG,
            "the tag " + tag.key() + " is reserved: aws: and rds: are not yours");
      }
    }
  }

  private static void requireDistinct(List<Tag> tags) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : tags) {
      if (!keys.add(tag.key())) {
        throw new CaException(Failure.INVALID_TAG, "the tag " + tag.key() + " comes twice");
      }
    }
  }
}
