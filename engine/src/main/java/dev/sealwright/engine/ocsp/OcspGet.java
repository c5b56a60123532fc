package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.DerException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The form of a request that fits into a URL, so that caches between can keep its answer. */
public final class OcspGet {
  /** RFC 5019 5: longer ones are sent by POST. */
  public static final int MAX_CHARACTERS = 255;

  private OcspGet() {}

  /**
   * The request in the last part of a path: DER in Base64, with or without its padding, each
   * character as it is or percent-encoded (RFC 6960 A.1). A plus is a plus.
   *
   * @param path as it came, behind the slash that ends the responder's own URL
   * @throws DerException when it is something else or too long
   */
  public static byte[] decode(String path) {
    if (path.isEmpty() || path.length() > MAX_CHARACTERS) {
      throw new DerException("a request in a path has 1 to " + MAX_CHARACTERS + " characters");
    }
    try {
      return Base64.getDecoder().decode(unescaped(path));
    } catch (IllegalArgumentException e) {
      throw new DerException("the path is not Base64", e);
    }
  }

  private static byte[] unescaped(String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    byte[] given = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < given.length; i++) {
      if (given[i] != '%') {
        bytes.write(given[i]);
        continue;
      }
      if (i + 2 >= given.length) {
        throw new DerException("a percent sign stands for nothing");
      }
      int high = Character.digit(given[++i], 16);
      int low = Character.digit(given[++i], 16);
      if (high < 0 || low < 0) {
        throw new DerException("a percent sign stands for nothing");
      }
      bytes.write(high << 4 | low);
    }
    return bytes.toByteArray();
  }
}
