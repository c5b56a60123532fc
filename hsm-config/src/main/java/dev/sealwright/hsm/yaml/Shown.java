package dev.sealwright.hsm.yaml;

/**
 * A key as an operator may have written it, fit to be shown: short, and without control characters.
 */
public final class Shown {
  private static final int LONGEST = 64;

  private Shown() {}

  /** The text with a question mark for each character that is none to be shown. */
  public static String of(String text) {
    String plain = text.replaceAll("[^\\x21-\\x7e]", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
  }
}
