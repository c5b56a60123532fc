package dev.sealwright.api.publish;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes (RFC 9110 14.1.2).
 *
 * @param from the first byte, counted from 0
 * @param length at least 1; 0 when nothing of the range is there
 */
record ByteRange(long from, long length) {
  /** Longer numbers than any file has are no ranges. */
  private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads a header.
   *
   * @return nothing when it asks for several ranges or is malformed: the whole is sent then, as RFC
   *     9110 14.2 allows
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher match = ONE.matcher(header.strip());
    if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (match.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(match.group(2)), size);
      return Optional.of(new ByteRange(size - last, last));
    }
    long from = Long.parseLong(match.group(1));
    long to = match.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(match.group(2));
    if (to < from) {
      return Optional.empty();
    }
    return Optional.of(
        from >= size
            ? new ByteRange(0, 0)
            : new ByteRange(from, Math.min(to, size - 1) - from + 1));
  }
}
