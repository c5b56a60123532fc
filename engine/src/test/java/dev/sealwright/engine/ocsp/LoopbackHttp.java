package dev.sealwright.engine.ocsp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** The least of an HTTP server that lets clients of others ask: one request a connection. */
final class LoopbackHttp implements AutoCloseable {
  private final ServerSocket socket;
  private final BiFunction<String, byte[], OcspAnswer> answers;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * @param answers by path and body, which is empty for GET
   */
  LoopbackHttp(BiFunction<String, byte[], OcspAnswer> answers) {
    this.answers = answers;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Such as {@code 127.0.0.1:4711}. */
  String host() {
    return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** Method and path of every request so far. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = connection.getOutputStream()) {
      String[] first = line(in).split(" ", 3);
      int length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
        }
      }
      byte[] body = in.readNBytes(length);
      asked.add(first[0] + " " + first[1]);
      byte[] response = answers.apply(first[1], body).response().toArray();
      out.write(
          ("HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: "
                  + response.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
