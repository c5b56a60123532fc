package dev.sealwright.engine.key.pkcs11.jni;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attribute values and texts as the JNI wrappers want and give them: a CK_BBOOL as Boolean, a
 * CK_ULONG as Long, bytes as byte[], text as char[] with one byte in each char.
 *
 * <p>On the way out they go by the number of the attribute, so that one they do not know, such as
 * CKA_PARAMETER_SET, comes as bytes whatever it is.
 */
public final class Boxed {
  private static final String READ = "C_GetAttributeValue";

  private Boxed() {}

  /** The value of an attribute of a template. */
  public static Object of(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Flag flag -> flag.value();
      case Attribute.Count count -> count.value();
      case Attribute.Bytes bytes -> bytes.value().toArray();
    };
  }

  /** A text of a CK_INFO or CK_TOKEN_INFO with a byte in each char, without its padding. */
  public static String text(char @Nullable [] padded) {
    return padded == null
        ? ""
        : unpadded(new String(narrowed(padded, padded.length), StandardCharsets.UTF_8));
  }

  /** The same where the wrapper has decoded it. */
  public static String decoded(char @Nullable [] padded) {
    return padded == null ? "" : unpadded(new String(padded));
  }

  /** Texts are padded with blanks and not terminated; some modules write NUL all the same. */
  private static String unpadded(String padded) {
    int end = padded.length();
    while (end > 0 && (padded.charAt(end - 1) == ' ' || padded.charAt(end - 1) == 0)) {
      end--;
    }
    return padded.substring(0, end);
  }

  /** The PIN in UTF-8, a byte in each char; the caller's to wipe. */
  static char[] pin(char[] pin) {
    var encoded = ByteBuffer.allocate(Math.max(1, 3 * pin.length));
    try {
      var result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(pin), encoded, true);
      if (result.isError()) {
        throw new CryptokiException("C_Login", ReturnValue.CKR_PIN_INVALID);
      }
      var wide = new char[encoded.position()];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = (char) Byte.toUnsignedInt(encoded.get(i));
      }
      return wide;
    } finally {
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  static byte[] bytes(@Nullable Object value, int limit) {
    byte[] bytes =
        switch (value) {
          case null -> new byte[0];
          case byte[] raw -> raw;
          case char[] text -> narrowed(text, text.length);
          case Boolean flag -> new byte[] {(byte) (flag ? 1 : 0)};
          case Long number ->
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.nativeOrder())
                  .putLong(number)
                  .array();
          default -> throw unexpected();
        };
    if (bytes.length > limit) {
      throw new CryptokiException(READ, ReturnValue.CKR_GENERAL_ERROR);
    }
    return bytes;
  }

  static long number(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case byte[] raw when raw.length == Long.BYTES ->
          ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder()).getLong();
      case null, default -> throw unexpected();
    };
  }

  static boolean flag(@Nullable Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case byte[] raw when raw.length == 1 -> raw[0] != 0;
      case null, default -> throw unexpected();
    };
  }

  private static byte[] narrowed(char[] wide, int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) wide[i];
    }
    return bytes;
  }

  private static CryptokiException unexpected() {
    return new CryptokiException(READ, ReturnValue.CKR_ATTRIBUTE_VALUE_INVALID);
  }
}
