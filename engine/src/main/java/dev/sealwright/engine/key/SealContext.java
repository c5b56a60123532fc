package dev.sealwright.engine.key;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a sealed secret belongs to; it opens under the same context only, so that it cannot be moved
 * to another subject or put to another use.
 *
 * @param purpose such as {@code access-key}; 1 to 255 bytes of UTF-8
 * @param subject whose secret it is, such as the id of an access key; 1 to 255 bytes of UTF-8
 */
public record SealContext(String purpose, String subject) {
  private static final int MAX = 255;

  public SealContext {
    require(purpose);
    require(subject);
  }

  /** Both texts, each after its length, so that no two contexts have the same bytes. */
  public byte[] toArray() {
    var bytes = new ByteArrayOutputStream();
    for (var text : new String[] {purpose, subject}) {
      var encoded = text.getBytes(StandardCharsets.UTF_8);
      bytes.write(encoded.length);
      bytes.writeBytes(encoded);
    }
    return bytes.toByteArray();
  }

  private static void require(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX) {
      throw new IllegalArgumentException("a text of 1 to " + MAX + " bytes, not " + length);
    }
  }
}
