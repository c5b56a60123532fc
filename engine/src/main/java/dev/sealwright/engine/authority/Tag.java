package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A word that an owner hung on an authority; INVALID_TAG unless its characters and lengths are
 * those of the published model.
 *
 * @param key 1 to 128 characters, told apart by case
 * @param value 0 to 256 characters; absent means the same as empty
 */
public record Tag(String key, @Nullable String value) {
  private static final int KEY = 128;
  private static final int VALUE = 256;
  private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  public Tag {
    if (key.isEmpty() || !fits(key, KEY)) {
      throw new CaException(
          Failure.INVALID_TAG, "the key of a tag has 1 to 128 letters, digits, spaces or _.:/=+-@");
    }
    if (value != null && !fits(value, VALUE)) {
      throw new CaException(
          Failure.INVALID_TAG,
          "the value of the tag " + key + " has up to 256 letters, digits, spaces or _.:/=+-@");
    }
  }

  /** Whether its key is kept for the service itself: such a tag is not the owner's to touch. */
  public boolean reserved() {
    return startsWith("aws:") || startsWith("rds:");
  }

  /** The value, empty when it has none. */
  public String text() {
    return Objects.requireNonNullElse(value, "");
  }

  /** In any case of letters, so that nobody passes off {@code AWS:} for the service's own. */
  private boolean startsWith(String prefix) {
    return key.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static boolean fits(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest && CHARACTERS.matcher(text).matches();
  }
}
