package dev.sealwright.engine.x509;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a revocation list holds, read from its first bytes: a list may have millions of entries
 * (RFC 5280 5.1).
 *
 * @param nextUpdate absent in a list that does not say
 */
public record CrlHead(Instant thisUpdate, Optional<Instant> nextUpdate) {
  /** Enough for an issuer of any length that our own names have. */
  public static final int LONGEST = 16 << 10;

  private static final int INTEGER = 0x02;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** One tag and length; the contents follow in the buffer. */
  private record Header(int tag, long length) {}

  /**
   * Reads the head of what may be a list.
   *
   * @param first the first {@link #LONGEST} bytes, or all when there are fewer
   * @param length of the whole
   * @return nothing when it does not begin as a CertificateList in DER, or its length is not the
   *     one that it says; the rest of it is not looked at
   */
  public static Optional<CrlHead> read(byte[] first, long length) {
    ByteBuffer in = ByteBuffer.wrap(first);
    Header list = header(in);
    if (list == null || list.tag() != SEQUENCE || in.position() + list.length() != length) {
      return Optional.empty();
    }
    Header signed = header(in);
    if (signed == null || signed.tag() != SEQUENCE) {
      return Optional.empty();
    }
    // version 2 is there in every list with extensions, RFC 5280 5.1.2.1
    if (!skip(in, INTEGER) || !skip(in, SEQUENCE) || !skip(in, SEQUENCE)) {
      return Optional.empty();
    }
    return time(in).map(thisUpdate -> new CrlHead(thisUpdate, time(in)));
  }

  private static boolean skip(ByteBuffer in, int tag) {
    Header header = header(in);
    if (header == null || header.tag() != tag || header.length() > in.remaining()) {
      return false;
    }
    in.position(in.position() + (int) header.length());
    return true;
  }

  private static Optional<Instant> time(ByteBuffer in) {
    Header header = header(in);
    if (header == null || header.length() > 15 || header.length() > in.remaining()) {
      return Optional.empty();
    }
    byte[] contents = new byte[(int) header.length()];
    in.get(contents);
    String text = new String(contents, StandardCharsets.US_ASCII);
    return switch (header.tag()) {
      case UTC_TIME -> text.length() == 13 ? parse(century(text) + text) : Optional.empty();
      case GENERALIZED_TIME -> text.length() == 15 ? parse(text) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** RFC 5280 4.1.2.5.1. */
  private static String century(String text) {
    return text.charAt(0) >= '5' ? "19" : "20";
  }

  private static Optional<Instant> parse(String text) {
    if (!text.endsWith("Z")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.parse(text.substring(0, text.length() - 1), TIME)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Null when there is none in definite form (X.690 10.1), of at most five bytes. */
  private static @Nullable Header header(ByteBuffer in) {
    if (in.remaining() < 2) {
      return null;
    }
    int tag = in.get() & 0xff;
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return new Header(tag, first);
    }
    int bytes = first & 0x7f;
    if (bytes == 0 || bytes > 5 || bytes > in.remaining()) {
      return null;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (in.get() & 0xff);
    }
    return new Header(tag, length);
  }
}
