package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import javax.net.SocketFactory;

/** One caller of the API on a connection of its own. Used by one thread at a time. */
public final class ApiConnection implements AutoCloseable {
  private final HttpConnection connection;
  private final RequestSigner signer;
  private final String start;

  /**
   * Connects at the first call.
   *
   * @param endpoint scheme, host and port; the scheme does not matter, the sockets do
   * @param sockets of TCP or TLS
   * @param timeout for the connection, and for each read
   */
  public ApiConnection(
      URI endpoint, Credential credential, SocketFactory sockets, Duration timeout) {
    connection =
        new HttpConnection(
            new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), sockets, timeout);
    signer = new RequestSigner(credential, endpoint.getAuthority(), InstantSource.system());
    start =
        "POST / HTTP/1.1\r\nHost: "
            + endpoint.getAuthority()
            + "\r\nContent-Type: "
            + RequestSigner.CONTENT_TYPE
            + "\r\nX-Amz-Target: "
            + RequestSigner.TARGET;
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
    int status = connection.call(request(operation, body));
    return new ApiAnswer(status, connection.text());
  }

  /** The same with JSON text. */
  public ApiAnswer call(String operation, String body) throws IOException {
    return call(operation, body.getBytes(UTF_8));
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

  /** Ends the connection; the next call opens another. */
  @Override
  public void close() {
    connection.close();
  }
}
