package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import javax.net.SocketFactory;

/**
 * One caller's connection: opened at the first call, kept, and opened again after the server or a
 * failure ended it.
 *
 * <p>A call is one write and, when the answer is small, one read. Used by one thread at a time.
 */
public final class ApiConnection implements AutoCloseable {
  private static final int LARGEST_HEAD = 16 * 1024;

  private final InetSocketAddress address;
  private final SocketFactory sockets;
  private final int timeoutMillis;
  private final RequestSigner signer;
  private final String start;
  private byte[] buffer = new byte[LARGEST_HEAD];
  private Socket socket;

  /**
   * Connects at the first call.
   *
   * @param endpoint scheme, host and port; the scheme does not matter, the sockets do
   * @param sockets of TCP or TLS
   * @param timeout for the connection, and for each read
   */
  public ApiConnection(
      URI endpoint, Credential credential, SocketFactory sockets, Duration timeout) {
    this.sockets = sockets;
    address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
    timeoutMillis = Math.toIntExact(timeout.toMillis());
    signer = new RequestSigner(credential, endpoint.getAuthority(), InstantSource.system());
    start =
        "POST / HTTP/1.1\r\nHost: "
            + endpoint.getAuthority()
            + "\r\nContent-Type: "
            + RequestSigner.CONTENT_TYPE
            + "\r\nX-Amz-Target: "
            + RequestSigner.TARGET;
    socket = new Socket(); // never connected
  }

  /** To a server without TLS on this machine. */
  public ApiConnection(URI endpoint, Credential credential) {
    this(endpoint, credential, SocketFactory.getDefault(), Duration.ofSeconds(60));
  }

  /**
   * Sends the request and waits for the answer.
   *
   * @param operation without prefix, such as IssueCertificate
   * @param body JSON
   * @throws IOException when the connection fails; whether the server did the work is not known
   */
  public ApiAnswer call(String operation, byte[] body) throws IOException {
    try {
      connect();
      socket.getOutputStream().write(request(operation, body));
      return answer(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The same with JSON text. */
  public ApiAnswer call(String operation, String body) throws IOException {
    return call(operation, body.getBytes(UTF_8));
  }

  private void connect() throws IOException {
    if (socket.isConnected() && !socket.isClosed()) {
      return;
    }
    socket = sockets.createSocket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(timeoutMillis);
    socket.connect(address, timeoutMillis);
  }

  private byte[] request(String operation, byte[] body) {
    RequestSigner.Headers signature = signer.sign(operation, body);
    byte[] head =
        (start
                + operation
                + "\r\nX-Amz-Date: "
                + signature.date()
                + "\r\nAuthorization: "
                + signature.authorization()
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private ApiAnswer answer(InputStream in) throws IOException {
    int filled = 0;
    int bodyAt = -1;
    while (bodyAt < 0) {
      if (filled >= LARGEST_HEAD) {
        throw new ProtocolException("the head of the answer does not end");
      }
      int from = Math.max(0, filled - 3);
      filled += read(in, filled);
      bodyAt = endOfHead(from, filled);
    }
    ResponseHead head = ResponseHead.of(new String(buffer, 0, bodyAt, ISO_8859_1));
    int end = bodyAt + head.bodyLength();
    if (end > buffer.length) {
      buffer = Arrays.copyOf(buffer, end);
    }
    while (filled < end) {
      filled += read(in, filled);
    }
    if (head.lastOfConnection()) {
      close();
    }
    return new ApiAnswer(head.status(), new String(buffer, bodyAt, head.bodyLength(), UTF_8));
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
