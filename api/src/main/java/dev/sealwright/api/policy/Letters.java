package dev.sealwright.api.policy;

/**
 * Texts without regard to case, in such a way that no alphabet poses as another: the JDK takes the
 * sign of the kelvin for a K and a dotless i for an I, which would let a caller write a name that
 * is not the one it looks like.
 */
final class Letters {
  private static final int FIRST_OF_OTHERS = 0x80;

  private Letters() {}

  /** Equal for texts that differ in case alone. */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints().map(Letters::fold).forEach(folded::appendCodePoint);
    return folded.toString();
  }

  /** ASCII stays within itself, and so do all others. */
  private static int fold(int letter) {
    int folded = Character.toLowerCase(Character.toUpperCase(letter));
    return (folded < FIRST_OF_OTHERS) == (letter < FIRST_OF_OTHERS) ? folded : letter;
  }
}
