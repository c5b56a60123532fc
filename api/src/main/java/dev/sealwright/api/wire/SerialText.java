package dev.sealwright.api.wire;

import java.util.HexFormat;

/**
 * The serial of a certificate as callers write it: hexadecimal, in any case of letters, with or
 * without leading zeros, with colons and white space anywhere.
 */
public final class SerialText {
  private static final int DIGITS = 32;

  private SerialText() {}

  /**
   * The number as lower-case hexadecimal digits, 32 of them or more: one that is longer than any
   * serial is still a number.
   *
   * @throws WireException INVALID_REQUEST when it is none
   */
  public static String digits(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (HexFormat.isHexDigit(character)) {
        if (character != '0' || !digits.isEmpty()) {
          digits.append(Character.toLowerCase(character));
        }
      } else if (character != ':' && !Character.isWhitespace(character)) {
        throw notHexadecimal(text);
      }
    }
    if (digits.isEmpty() && text.indexOf('0') < 0) {
      throw notHexadecimal(text);
    }
    return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
  }

  private static WireException notHexadecimal(String text) {
    return new WireException(
        ErrorName.INVALID_REQUEST,
        "CertificateSerial '" + Excerpt.of(text, 128) + "' is not a hexadecimal number");
  }
}
