package dev.sealwright.hsm.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class NearMiss {
  private static final int FARTHEST = 2;

  private NearMiss() {}

  /** The closest of the known names, if it is at most two slips of the pen away. */
  public static Optional<String> of(String written, Collection<String> known) {
    if (written.length() > 128) {
      return Optional.empty();
    }
    String lower = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> Math.abs(name.length() - written.length()) <= FARTHEST)
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= FARTHEST)
        .min(
            Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code ; did you mean X?}, or nothing when no known name is near. */
  public static String hint(String written, Collection<String> known) {
    return of(written, known).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** Edits from one to the other, two neighbours that changed places counting as one. */
  private static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        least = Math.min(least, edits[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
