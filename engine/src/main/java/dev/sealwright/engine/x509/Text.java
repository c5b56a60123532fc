package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What callers write as text, as the bytes of an ASN.1 string; INVALID_ARGUMENT for what the string
 * type cannot carry, and for control characters, which have fooled programs that print a name or
 * compare it as a C string.
 */
final class Text {
  private static final Pattern PRINTABLE_ASCII = Pattern.compile("[ -~]+");

  private Text() {}

  /** The bytes of an IA5String (RFC 5280 4.2.1.6 allows no others in names of most forms). */
  static byte[] ia5(String what, String value) {
    requireSome(what, value);
    if (!PRINTABLE_ASCII.matcher(value).matches()) {
      throw refusal(what, "has a character outside printable ASCII");
    }
    return value.getBytes(StandardCharsets.US_ASCII);
  }

  /** A whole UTF8String element. */
  static byte[] utf8(String what, String value) {
    requireSome(what, value);
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw refusal(what, "has a control character");
    }
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return Der.element(Der.UTF8_STRING, exact);
    } catch (CharacterCodingException e) {
      throw refusal(what, "has half of a surrogate pair");
    }
  }

  /** The whole element of an object identifier in dotted decimal. */
  static byte[] objectIdentifier(String what, String dotted) {
    try {
      return Der.objectIdentifier(dotted);
    } catch (IllegalArgumentException e) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, what + " is not an object identifier of X.660", e);
    }
  }

  static CaException refusal(String what, String trouble) {
    return new CaException(Failure.INVALID_ARGUMENT, what + " " + trouble);
  }

  private static void requireSome(String what, String value) {
    if (value.isEmpty()) {
      throw refusal(what, "is empty");
    }
  }
}
