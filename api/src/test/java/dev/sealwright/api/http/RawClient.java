package dev.sealwright.api.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is told to, and reads answers with a known length. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  /** An answer; header names in lower case. */
  public record Answer(int status, TreeMap<String, String> headers, String body) {
    public String header(String name) {
      String value = headers.get(name);
      if (value == null) {
        throw new AssertionError("no header " + name + " in " + headers);
      }
      return value;
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public RawClient(int port) throws IOException {
    this(connected(port));
  }

  /** Over a socket that is connected already. */
  RawClient(Socket connected) throws IOException {
    socket = connected;
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawClient send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends the same byte again and again, in steps of what a read waits, until an answer comes. */
  Answer trickle(char filler) throws IOException {
    for (int sent = 0; sent < 1_000; sent++) {
      out.write(filler);
      out.flush();
      if (somethingWithin(10)) {
        return answer("GET");
      }
    }
    throw new AssertionError("no answer however long it took");
  }

  /** Whether an answer, or the end of the stream, shows up within the time. */
  public boolean somethingWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    in.mark(1);
    try {
      int _ = in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  public Answer answer(String method) throws IOException {
    String[] start = line().split(" ", 3);
    if (!start[0].equals("HTTP/1.1")) {
      throw new AssertionError("not HTTP: " + String.join(" ", start));
    }
    TreeMap<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = method.equals("HEAD") ? new byte[0] : in.readNBytes(length);
    return new Answer(
        Integer.parseInt(start[1]), headers, new String(body, StandardCharsets.UTF_8));
  }

  public Answer answer() throws IOException {
    return answer("GET");
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("end of stream after '" + line + "'");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** How many bytes were left before the server closed or reset the connection. */
  long remaining() {
    try {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection stayed open", e);
    } catch (IOException e) {
      return 0;
    }
  }

  public boolean closed() {
    return remaining() == 0;
  }

  /** Closes in the middle of a block. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
