package dev.sealwright.api.http;

import io.helidon.common.socket.HelidonSocket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into TLS records (RFC 8446 5.1), and holds no more than one that is unfinished
 * and what came behind it in the same read.
 *
 * <p>A connection at rest holds nothing: buffers for the largest record on each of a thousand idle
 * connections would take a good part of the heap. Runs on the thread of the connection only.
 */
final class TlsRecords {
  /** RFC 8446 5.2 and RFC 5246 6.2.3: what encryption may add at most is 2048 bytes. */
  private static final int LONGEST = (1 << 14) + 2048;

  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HelidonSocket socket;
  private ByteBuffer held = NOTHING;

  TlsRecords(HelidonSocket socket) {
    this.socket = socket;
  }

  /**
   * Waits for one whole record at least.
   *
   * @return what was read, beginning with that record; null at the end of the stream
   * @throws SSLException when it is none
   */
  @Nullable ByteBuffer next() throws SSLException {
    while (held.remaining() < HEADER || held.remaining() < HEADER + length()) {
      if (!fill()) {
        return null;
      }
      int type = held.get(held.position());
      if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
        throw new SSLException("no TLS record");
      }
    }
    return held;
  }

  /** Bytes in the record that comes next, without its header; once {@link #next} has given it. */
  int length() throws SSLException {
    int at = held.position();
    int length = ((held.get(at + 3) & 0xff) << 8) | (held.get(at + 4) & 0xff);
    if (length > LONGEST) {
      throw new SSLException("a TLS record that is too long");
    }
    return length;
  }

  /** The first byte of the connection, which is not taken; -1 at the end of the stream. */
  int first() {
    return held.hasRemaining() || fill() ? held.get(held.position()) & 0xff : -1;
  }

  /** Whether a connection that begins with this byte speaks TLS. */
  static boolean begins(int first) {
    return first == HANDSHAKE;
  }

  private boolean fill() {
    byte[] block = socket.get();
    if (block == null) {
      return false;
    }
    if (!held.hasRemaining()) {
      held = ByteBuffer.wrap(block);
      return true;
    }
    int needed = held.remaining() + block.length;
    if (held.capacity() - held.position() >= needed) {
      held.mark().position(held.limit()).limit(held.limit() + block.length);
      held.put(block).reset();
    } else {
      // Twice as large, or a record that comes in byte by byte would be copied for each of them.
      ByteBuffer larger = ByteBuffer.allocate(2 * needed);
      held = larger.put(held).put(block).flip();
    }
    return true;
  }
}
