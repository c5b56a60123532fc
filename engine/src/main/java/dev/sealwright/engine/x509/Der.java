package dev.sealwright.engine.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Writes DER from ready-made parts, and judges DER that others wrote before a parser sees it.
 *
 * <p>Arrays go in and out; a part is never changed and its bytes appear in the result as they are.
 */
public final class Der {
  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int ENUMERATED = 0x0a;
  public static final int UTF8_STRING = 0x0c;
  public static final int PRINTABLE_STRING = 0x13;
  public static final int IA5_STRING = 0x16;
  public static final int UTC_TIME = 0x17;
  public static final int GENERALIZED_TIME = 0x18;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  private static final int CONSTRUCTED = 0x20;
  private static final int CONTEXT = 0x80;

  /**
   * Deeper than any certificate or request; keeps a parser's recursion off the end of the stack.
   */
  private static final int MAX_DEPTH = 32;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Der() {}

  /** One element: the identifier octet, the length, and the parts one after the other. */
  public static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    byte[] header = header(tag, length);
    byte[] whole = Arrays.copyOf(header, header.length + length);
    int at = header.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  /** The parts one after the other. */
  static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  public static byte[] sequence(byte[]... parts) {
    return element(SEQUENCE, parts);
  }

  /** The context tag {@code number} (0 to 30), constructed, around the parts. */
  public static byte[] tagged(int number, byte[]... parts) {
    return element(CONTEXT | CONSTRUCTED | number, parts);
  }

  public static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  /** A BIT STRING of whole bytes. */
  public static byte[] bitString(Octets bytes) {
    return element(BIT_STRING, new byte[] {0}, bytes.toArray());
  }

  public static byte[] octetString(byte[] bytes) {
    return element(OCTET_STRING, bytes);
  }

  /** The DER of TRUE (X.690 11.1). */
  public static byte[] yes() {
    return new byte[] {BOOLEAN, 1, (byte) 0xff};
  }

  /** A GeneralizedTime in whole seconds, what is behind them cut off (RFC 5280 4.1.2.5.2). */
  public static byte[] generalizedTime(Instant instant) {
    return element(GENERALIZED_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier from dotted decimal; DerException when it is not one. */
  public static byte[] objectIdentifier(String dotted) {
    try {
      return new ASN1ObjectIdentifier(dotted).getEncoded();
    } catch (IOException e) {
      throw new DerException("object identifier does not encode", e);
    }
  }

  /**
   * Accepts exactly one DER element with nothing behind it; DerException otherwise.
   *
   * <p>The scan comes first: it is linear, and after it nesting is bounded, so that the parser that
   * compares the bytes with their own DER form cannot be driven into the ground.
   */
  public static void requireStrict(byte[] bytes) {
    read(bytes);
  }

  /** What the bytes hold, of which {@link #requireStrict} has nothing to say. */
  @SuppressWarnings("exports") // for the packages of the engine
  public static ASN1Primitive read(byte[] bytes) {
    if (scan(bytes, 0, bytes.length, 0) != bytes.length) {
      throw new DerException("there are bytes behind the end of the structure");
    }
    try {
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(bytes);
      if (!Arrays.equals(parsed.getEncoded("DER"), bytes)) {
        throw new DerException("the encoding is not DER");
      }
      return parsed;
    } catch (IOException | IllegalStateException e) {
      throw new DerException("the encoding is not ASN.1", e);
    }
  }

  /** Returns where the element that begins at {@code at} ends. */
  private static int scan(byte[] bytes, int at, int end, int depth) {
    if (depth > MAX_DEPTH) {
      throw new DerException("the structure is nested too deeply");
    }
    if (end - at < 2) {
      throw new DerException("the structure is cut short");
    }
    int tag = bytes[at] & 0xff;
    if (tag == 0 || (tag & 0x1f) == 0x1f) {
      throw new DerException("the structure has a tag that does not belong here");
    }
    boolean constructed = (tag & CONSTRUCTED) != 0;
    if (constructed && tag < 0x40 && tag != SEQUENCE && tag != SET) {
      throw new DerException("the encoding is not DER: a string comes in pieces");
    }
    int first = bytes[at + 1] & 0xff;
    int start = at + 2;
    int length = first;
    if (first >= 0x80) {
      int count = first & 0x7f;
      if (count == 0) {
        throw new DerException("the encoding is not DER: indefinite length");
      }
      if (count > 4 || end - start < count) {
        throw new DerException("the structure is cut short");
      }
      long value = 0;
      for (int i = 0; i < count; i++) {
        value = (value << 8) | (bytes[start + i] & 0xff);
      }
      if (value < 0x80 || value < 1L << (8 * (count - 1))) {
        throw new DerException("the encoding is not DER: length in too many bytes");
      }
      start += count;
      length = (int) Math.min(value, Integer.MAX_VALUE);
    }
    if (length > end - start) {
      throw new DerException("the structure is cut short");
    }
    int stop = start + length;
    if (constructed) {
      int inner = start;
      while (inner < stop) {
        inner = scan(bytes, inner, stop, depth + 1);
      }
    }
    return stop;
  }

  /** Identifier and length octets of an element whose content is written apart. */
  static byte[] header(int tag, int length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    byte[] digits = BigInteger.valueOf(length).toByteArray();
    int skip = digits[0] == 0 ? 1 : 0;
    int count = digits.length - skip;
    byte[] header = new byte[2 + count];
    header[0] = (byte) tag;
    header[1] = (byte) (0x80 | count);
    System.arraycopy(digits, skip, header, 2, count);
    return header;
  }
}
