package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns match what they say, in a number of steps that no pattern can blow up. */
class WildcardTest {
  @ParameterizedTest
  @CsvSource({
    "*, '', true",
    "*, anything, true",
    "a*, a, true",
    "a*c, abc, true",
    "a*c, abcd, false",
    "*abc*, xxabxabcx, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "?, '', false",
    "**a**, a, true",
    "*ab*ab, abab, true",
    "*ab*ab, ab, false",
    "*?b, aab, true",
    "abc, abc, true",
    "abc, ABC, false",
    "'', '', true",
    "'', a, false",
    "a.c, abc, false",
    "[ab], a, false",
  })
  void exactCase(String pattern, String text, boolean matches) {
    assertThat(Wildcard.exactCase(pattern).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "ACM-PCA:get*, acm-pca:GetCertificate, true",
    "acm-pca:*, ACM-PCA:X, true",
    // The Kelvin sign, long s and dotless i are no letters of ASCII.
    "acm-pca:K, acm-pca:\u212a, false",
    "acm-pca:s, acm-pca:\u017f, false",
    "acm-pca:i, acm-pca:\u0131, false",
  })
  void anyCase(String pattern, String text, boolean matches) {
    assertThat(Wildcard.anyCase(pattern).matches(text)).isEqualTo(matches);
  }

  /** Counts how often it is looked at, so that the bound needs no clock. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  record Bomb(String pattern, String text) {}

  static List<Bomb> bombs() {
    return List.of(
        new Bomb("*a".repeat(500) + "b", "a".repeat(2000)),
        new Bomb("*".repeat(5000) + "b", "a".repeat(2000)),
        new Bomb("*?".repeat(500) + "b", "a".repeat(2000)),
        new Bomb("*" + "a".repeat(900) + "b", "a".repeat(2000)),
        new Bomb("*a?a".repeat(300) + "*b", "a".repeat(2000)),
        new Bomb("a*".repeat(1000), "a".repeat(999)));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void stepsAreBoundedByTheProduct(Bomb bomb) {
    Counted text = new Counted(bomb.text());
    assertThat(Wildcard.exactCase(bomb.pattern()).matches(text)).isFalse();
    assertThat(text.steps)
        .isLessThanOrEqualTo((bomb.pattern().length() + 1L) * (bomb.text().length() + 1L));
  }

  /** Against the plain recursion that the pattern's meaning is. */
  @Test
  void agreesWithItsDefinition() {
    Random random = new Random(20261125);
    for (int round = 0; round < 20_000; round++) {
      String pattern = draw(random, "ab*?", 8);
      String text = draw(random, "ab", 9);
      assertThat(Wildcard.exactCase(pattern).matches(text))
          .as("%s over %s", pattern, text)
          .isEqualTo(defined(pattern, text));
    }
  }

  private static boolean defined(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    if (pattern.charAt(0) == '*') {
      return defined(rest, text) || (!text.isEmpty() && defined(pattern, text.substring(1)));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
        && defined(rest, text.substring(1));
  }

  private static String draw(Random random, String alphabet, int most) {
    StringBuilder drawn = new StringBuilder();
    for (int length = random.nextInt(most + 1); length > 0; length--) {
      drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return drawn.toString();
  }
}
