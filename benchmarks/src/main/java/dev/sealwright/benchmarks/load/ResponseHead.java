package dev.sealwright.benchmarks.load;

import java.net.ProtocolException;

/**
 * What this caller needs of an answer's head.
 *
 * @param lastOfConnection the server ends the connection behind it
 */
record ResponseHead(int status, int bodyLength, boolean lastOfConnection) {
  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  /**
   * Reads it.
   *
   * @throws ProtocolException when it has no length, which the server always gives
   */
  static ResponseHead of(String text) throws ProtocolException {
    int length = -1;
    boolean last = false;
    int at = text.indexOf("\r\n") + 2;
    while (at < text.length()) {
      int end = text.indexOf("\r\n", at);
      int colon = text.indexOf(':', at);
      if (colon > at && colon < end) {
        if (named(text, at, colon, "content-length")) {
          length = number(text.substring(colon + 1, end));
        } else if (named(text, at, colon, "connection")) {
          last = text.substring(colon + 1, end).strip().equalsIgnoreCase("close");
        }
      }
      at = end + 2;
    }
    if (!text.startsWith("HTTP/1.1 ") || length < 0 || length > LARGEST_BODY) {
      throw new ProtocolException("not an answer this caller reads: " + text);
    }
    return new ResponseHead(number(text.substring(9, 12)), length, last);
  }

  private static boolean named(String text, int from, int to, String name) {
    return to - from == name.length() && text.regionMatches(true, from, name, 0, name.length());
  }

  private static int number(String digits) throws ProtocolException {
    try {
      return Integer.parseInt(digits.strip());
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a number: " + digits);
    }
  }
}
