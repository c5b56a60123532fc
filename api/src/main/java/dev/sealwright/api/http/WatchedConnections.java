package dev.sealwright.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

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
  private final Channel.Kind channels;

  WatchedConnections(HttpLimits limits, Channel.Kind channels, Sweeper sweeper) {
    this.limits = limits;
    this.channels = channels;
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
    Channel channel = channels.over(context);
    Watch watch = new Watch(limits, () -> refuse(channel));
    Inflow inflow = new Inflow(channel, watch);
    ServerConnection connection =
        http1.connection(new WatchedContext(context, channel, inflow.reader()));
    return new WatchedConnection(connection, channel, watch, inflow, sweeper);
  }

  /**
   * Writes a 408 past Helidon: the thread that would write it waits for the rest of the request.
   */
  private static void refuse(Channel channel) {
    byte[] answer = ServerAnswers.whole("408 Request Timeout", ErrorAnswer.timeout());
    channel.writer().writeNow(BufferData.create(answer));
  }

  private static final class RequestLine implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      WatchedConnection.current().watch().reading();
    }
  }
}
