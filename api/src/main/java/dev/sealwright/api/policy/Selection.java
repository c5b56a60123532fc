package dev.sealwright.api.policy;

import java.util.List;

/**
 * The actions or resources of a statement.
 *
 * @param except the patterns say what is left out: NotAction, NotResource
 */
record Selection(boolean except, List<Wildcard> patterns) {
  Selection {
    patterns = List.copyOf(patterns);
  }

  boolean covers(String name) {
    for (Wildcard pattern : patterns) {
      if (pattern.matches(name)) {
        return !except;
      }
    }
    return except;
  }
}
