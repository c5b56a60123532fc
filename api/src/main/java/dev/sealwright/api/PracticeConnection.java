package dev.sealwright.api;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept connection to a listener of this very process, whose answers it trusts to be well-formed.
 * Threads: one.
 */
final class PracticeConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int LONGEST_LINE = 1_024;
  private static final String SUCCESS = "HTTP/1.1 200 ";
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;

  PracticeConnection(InetAddress address, int port) throws IOException {
    socket = new Socket(address, port);
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a request and reads its answer.
   *
   * @throws IOException when the connection breaks, or the answer is not 200
   */
  void call(byte[] message) throws IOException {
    socket.getOutputStream().write(message);
    String status = line();
    if (!status.startsWith(SUCCESS)) {
      throw new ProtocolException("answered with " + status);
    }
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    in.skipNBytes(length);
  }

  private String line() throws IOException {
    byte[] bytes = new byte[LONGEST_LINE];
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the listener ended the connection");
      }
      if (length == LONGEST_LINE) {
        throw new ProtocolException("a line that does not end");
      }
      bytes[length++] = (byte) next;
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
