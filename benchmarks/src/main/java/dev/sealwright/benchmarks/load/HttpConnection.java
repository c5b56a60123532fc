package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import javax.net.SocketFactory;

/**
 * One client's connection: opened at the first call, kept, and opened again after the server or a
 * failure ended it.
 *
 * <p>A call is one write and, when the answer is small, one read. Used by one thread at a time.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int LARGEST_HEAD = 16 * 1024;

  private final InetSocketAddress address;
  private final SocketFactory sockets;
  private final int timeoutMillis;
  private byte[] buffer = new byte[LARGEST_HEAD];
  private int bodyAt;
  private int bodyLength;
  private Socket socket = new Socket(); // never connected

  /**
   * Connects at the first call.
   *
   * @param sockets of TCP or TLS
   * @param timeout for the connection, and for each read
   */
  public HttpConnection(InetSocketAddress address, SocketFactory sockets, Duration timeout) {
    this.address = address;
    this.sockets = sockets;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** Connects anew, whatever was before. */
  public void open() throws IOException {
    close();
    socket = sockets.createSocket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(timeoutMillis);
    socket.connect(address, timeoutMillis);
  }

  /**
   * Sends a request and waits for the answer, whose body is there until the next call.
   *
   * @param request all of it, head and body
   * @return the status
   * @throws IOException when the connection fails; whether the server did the work is not known
   */
  public int call(byte[] request) throws IOException {
    try {
      if (!socket.isConnected() || socket.isClosed()) {
        open();
      }
      socket.getOutputStream().write(request);
      return answer(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Of the last answer, in bytes. */
  public int bodyLength() {
    return bodyLength;
  }

  /** A copy of the body of the last answer. */
  public byte[] body() {
    return Arrays.copyOfRange(buffer, bodyAt, bodyAt + bodyLength);
  }

  /** The body of the last answer, as text in UTF-8. */
  public String text() {
    return new String(buffer, bodyAt, bodyLength, UTF_8);
  }

  private int answer(InputStream in) throws IOException {
    int filled = 0;
    int end = -1;
    while (end < 0) {
      if (filled >= LARGEST_HEAD) {
        throw new ProtocolException("the head of the answer does not end");
      }
      int from = Math.max(0, filled - 3);
      filled += read(in, filled);
      end = endOfHead(from, filled);
    }
    ResponseHead head = ResponseHead.of(new String(buffer, 0, end, ISO_8859_1));
    bodyAt = end;
    bodyLength = head.bodyLength();
    end += bodyLength;
    if (end > buffer.length) {
      buffer = Arrays.copyOf(buffer, end);
    }
    while (filled < end) {
      filled += read(in, filled);
    }
    if (head.lastOfConnection()) {
      close();
    }
    return head.status();
  }

  private int read(InputStream in, int at) throws IOException {
    int count = in.read(buffer, at, buffer.length - at);
    if (count <= 0) {
      throw new EOFException("the server ended the connection");
    }
    return count;
  }

  /** The index behind the empty line, or -1. */
  private int endOfHead(int from, int filled) {
    for (int i = from; i + 3 < filled; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  /** Ends the connection; the next call opens another. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that does not close", e);
    }
  }
}
