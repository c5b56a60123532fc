package dev.sealwright.api.http;

import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients of HTTP/1.0 in, which Helidon refuses and OCSP still has: openssl and GnuTLS among
 * them. Their request is turned into one of HTTP/1.1 that ends the connection, which is what they
 * mean (RFC 9112 C.2.2); an answer of 1.1 without chunks is one that they understand.
 *
 * <p>Only the first line of a connection is looked at, byte by byte as it comes, so nothing is held
 * back from the deadlines. Runs on the thread of the connection.
 */
final class OldClientChannel implements Channel {
  private static final String BEFORE_MINOR = " HTTP/1.";
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private int matched;
  private boolean old;
  private boolean passed;

  OldClientChannel(Channel channel) {
    this.channel = channel;
  }

  @Override
  public byte @Nullable [] read() {
    byte[] block = channel.read();
    return passed || block == null ? block : translated(block);
  }

  private byte[] translated(byte[] block) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(block.length + CLOSE.length);
    for (byte b : block) {
      boolean minor = matched == BEFORE_MINOR.length();
      if (!passed && minor && b == '0') {
        old = true;
        out.write('1');
      } else {
        out.write(b);
      }
      if (!passed && b == '\n') {
        passed = true;
        if (old) {
          out.writeBytes(CLOSE);
        }
      }
      matched = following(minor, b);
    }
    return out.toByteArray();
  }

  /** How much of what stands before the minor version has come, this byte included. */
  private int following(boolean minor, byte b) {
    if (!minor && b == BEFORE_MINOR.charAt(matched)) {
      return matched + 1;
    }
    return b == ' ' ? 1 : 0;
  }

  @Override
  public void open() throws IOException {
    channel.open();
  }

  @Override
  public DataWriter writer() {
    return channel.writer();
  }

  @Override
  public boolean secure() {
    return channel.secure();
  }

  @Override
  public void end() {
    channel.end();
  }
}
