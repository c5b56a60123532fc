package dev.sealwright.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/**
 * Puts a {@link Watch} on each HTTP/1.1 connection.
 *
 * <p>Helidon has no deadline for a whole request: its idle timer stops once the request line is in.
 * Being the only selector of the listener, this one is asked as soon as a connection is accepted,
 * on the thread that will run it, before a byte is read.
 */
final class WatchedConnections implements ServerConnectionSelector {
  private final Http1ConnectionSelector http1;
  private final Sweeper sweeper;
  private final HttpLimits limits;

  WatchedConnections(HttpLimits limits, Sweeper sweeper) {
    this.limits = limits;
    this.sweeper = sweeper;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxHeadersSize(limits.headerBytes())
                    .maxPrologueLength(limits.headerBytes())
                    // A request that is already in the buffer when the last one ends brings no
                    // new bytes at first: its time starts at its request line.
                    .addReceiveListener(new RequestLine())
                    .build())
            .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Watch watch = new Watch(limits, () -> refuse(context));
    Inflow inflow = new Inflow(context.serverSocket(), watch);
    ServerConnection connection = http1.connection(new WatchedContext(context, inflow.reader()));
    return new WatchedConnection(connection, watch, inflow, sweeper);
  }

  /**
   * Writes a 408 past Helidon: the thread that would write it waits for the rest of the request.
   */
  private static void refuse(ConnectionContext context) {
    HttpResponse answer = ErrorAnswer.timeout();
    StringBuilder head = new StringBuilder("HTTP/1.1 408 Request Timeout\r\n");
    for (Header header : answer.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append("x-amzn-RequestId: ").append(UUID.randomUUID()).append("\r\n");
    head.append("Content-Length: ").append(answer.body().length).append("\r\n");
    head.append("Connection: close\r\n\r\n");
    head.append(new String(answer.body(), StandardCharsets.UTF_8));
    context
        .dataWriter()
        .writeNow(BufferData.create(head.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static final class RequestLine implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      WatchedConnection.current().watch().reading();
    }
  }
}
