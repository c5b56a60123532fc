package dev.sealwright.api.policy;

import java.util.Objects;

/**
 * A pattern with {@code *} (any characters, none included) and {@code ?} (any one character).
 *
 * <p>After a star the shortest skip is tried first and only the last star is ever gone back to:
 * what matched before it stays matched, because a later star can take over whatever an earlier one
 * would have skipped more. So a match takes at most (pattern + 1) times (text + 1) steps, however
 * many stars there are; nothing here recurses.
 */
final class Wildcard {
  private final String pattern;
  private final boolean ignoreCase;

  private Wildcard(String pattern, boolean ignoreCase) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
  }

  static Wildcard exactCase(String pattern) {
    return new Wildcard(pattern, false);
  }

  /** Letters of ASCII match in either case; no other character folds, so no alphabet can pose. */
  static Wildcard anyCase(String pattern) {
    StringBuilder folded = new StringBuilder(pattern.length());
    for (int i = 0; i < pattern.length(); i++) {
      folded.append(fold(pattern.charAt(i)));
    }
    return new Wildcard(folded.toString(), true);
  }

  boolean matches(CharSequence text) {
    int length = text.length();
    int inText = 0;
    int inPattern = 0;
    int afterStar = -1;
    int resume = 0;
    while (inText < length) {
      char wanted = inPattern < pattern.length() ? pattern.charAt(inPattern) : 0;
      if (inPattern < pattern.length() && wanted == '*') {
        afterStar = ++inPattern;
        resume = inText;
      } else if (inPattern < pattern.length() && (wanted == '?' || same(wanted, text, inText))) {
        inPattern++;
        inText++;
      } else if (afterStar >= 0) {
        inPattern = afterStar;
        inText = ++resume;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }

  private boolean same(char wanted, CharSequence text, int at) {
    char found = text.charAt(at);
    return wanted == (ignoreCase ? fold(found) : found);
  }

  private static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Wildcard that
        && pattern.equals(that.pattern)
        && ignoreCase == that.ignoreCase;
  }

  @Override
  public int hashCode() {
    return Objects.hash(pattern, ignoreCase);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
