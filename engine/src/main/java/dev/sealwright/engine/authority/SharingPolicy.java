package dev.sealwright.engine.authority;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who else may use an authority, as its owner wrote it; what the text means is not the engine's
 * business.
 *
 * @param revision grows by one with each change, removals included; a change names the one it was
 *     made from, so of two at once one wins
 * @param text absent when there is none, or none any more
 */
public record SharingPolicy(long revision, @Nullable String text) {
  /** What an authority starts with. */
  public static final SharingPolicy NONE = new SharingPolicy(0, null);

  public SharingPolicy {
    if (revision < 0 || (revision == 0 && text != null)) {
      throw new IllegalArgumentException("not a revision of a policy: " + revision);
    }
  }

  public SharingPolicy next(@Nullable String replacement) {
    return new SharingPolicy(revision + 1, replacement);
  }

  /**
   * A policy together with the index it is found by.
   *
   * @param grantees opaque names of those it is shared with; none when there is no text
   */
  public record Indexed(SharingPolicy policy, Set<String> grantees) {
    public Indexed {
      grantees = Set.copyOf(grantees);
      if (policy.text() == null && !grantees.isEmpty()) {
        throw new IllegalArgumentException("nobody is granted anything by no policy");
      }
    }
  }
}
