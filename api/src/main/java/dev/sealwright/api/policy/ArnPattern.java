package dev.sealwright.api.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * An ARN with wildcards as ArnLike compares it: part by part, so that no star reaches across the
 * colon into another account. The sixth part is the rest, colons included.
 */
record ArnPattern(List<Wildcard> parts) {
  private static final int PARTS = 6;

  ArnPattern {
    parts = List.copyOf(parts);
  }

  static ArnPattern of(String place, String text) {
    List<String> parts = split(text);
    if (parts.size() != PARTS || !parts.getFirst().equals("arn")) {
      throw PolicyException.at(
          place, "expected an ARN of six parts, arn:partition:service:region:account:resource");
    }
    return new ArnPattern(parts.stream().map(Wildcard::exactCase).toList());
  }

  boolean matches(String arn) {
    List<String> found = split(arn);
    if (found.size() != PARTS) {
      return false;
    }
    for (int i = 0; i < PARTS; i++) {
      if (!parts.get(i).matches(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>(PARTS);
    int start = 0;
    while (parts.size() < PARTS - 1) {
      int colon = text.indexOf(':', start);
      if (colon < 0) {
        break;
      }
      parts.add(text.substring(start, colon));
      start = colon + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }
}
