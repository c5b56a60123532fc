package dev.sealwright.api.wire;

/** A piece of foreign text that is safe to show: cut, and without anything invisible. */
public final class Excerpt {
  private Excerpt() {}

  /** At most {@code limit} code points of the text; controls and lone surrogates are escaped. */
  public static String of(String text, int limit) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), limit) + 3);
    int taken = 0;
    for (int at = 0; at < text.length(); taken++) {
      if (taken == limit) {
        return shown.append("...").toString();
      }
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (visible(point)) {
        shown.appendCodePoint(point);
      } else {
        shown.append("\\u{").append(Integer.toHexString(point)).append('}');
      }
    }
    return shown.toString();
  }

  private static boolean visible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
