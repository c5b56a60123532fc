package dev.sealwright.engine.x509;

import java.util.HexFormat;

/**
 * The value of a subject or authority key identifier (RFC 5280 4.2.1.1, 4.2.1.2).
 *
 * @param hex lower-case hexadecimal digits, 1 to 64 bytes
 */
public record KeyIdentifier(String hex) {
  public KeyIdentifier {
    int length = HexFormat.of().parseHex(hex).length;
    if (length < 1 || length > 64) {
      throw new IllegalArgumentException("a key identifier has 1 to 64 bytes, not " + length);
    }
  }

  public static KeyIdentifier of(byte[] bytes) {
    return new KeyIdentifier(HexFormat.of().formatHex(bytes));
  }

  public byte[] toArray() {
    return HexFormat.of().parseHex(hex);
  }
}
