package dev.sealwright.api.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * A listener that reads requests within its limits and gives each to one handler.
 *
 * <p>HTTP/1.1 over plain TCP or TLS. Everything that arrives reaches the handler, whatever its
 * method and path, unless it breaks HTTP or a limit.
 */
public final class HttpFront implements AutoCloseable {
  /**
   * How long requests in flight may still take once the front is closed.
   *
   * <p>Two fronts and an engine that drains as long must fit into the ten seconds that a process
   * has after SIGTERM, or a single request that never ends would spoil every end.
   */
  public static final Duration DRAIN_TIME = Duration.ofSeconds(3);

  private final WebServer server;
  private final Exchange exchange;
  private final Sweeper sweeper;

  private HttpFront(WebServer server, Exchange exchange, Sweeper sweeper) {
    this.server = server;
    this.exchange = exchange;
    this.sweeper = sweeper;
  }

  /**
   * Opens the listener.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when the address cannot be bound
   */
  public static HttpFront start(
      InetAddress address, int port, HttpLimits limits, HttpHandler handler) {
    return start(address, port, limits, Channel.Kind.PLAIN, handler);
  }

  /**
   * Opens the listener also to clients of HTTP/1.0, each request of which ends its connection.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when the address cannot be bound
   */
  public static HttpFront startForAll(
      InetAddress address, int port, HttpLimits limits, HttpHandler handler) {
    return start(address, port, limits, Channel.Kind.PLAIN_OR_OLD, handler);
  }

  /**
   * Opens the listener with TLS.
   *
   * @param port 0 for any free one
   * @param engines gives an engine in server mode for each connection, on that connection's thread
   * @throws IllegalStateException when the address cannot be bound
   */
  public static HttpFront startTls(
      InetAddress address,
      int port,
      HttpLimits limits,
      Supplier<SSLEngine> engines,
      HttpHandler handler) {
    return start(address, port, limits, Channel.Kind.tls(engines), handler);
  }

  private static HttpFront start(
      InetAddress address,
      int port,
      HttpLimits limits,
      Channel.Kind channels,
      HttpHandler handler) {
    requireFree(address, port);
    Exchange exchange = new Exchange(limits, handler);
    Sweeper sweeper = new Sweeper(limits);
    try {
      WebServer server =
          server(
              address, port, limits, exchange, new WatchedConnections(limits, channels, sweeper));
      server.start();
      if (!server.isRunning()) { // Helidon logs why and returns.
        throw new IllegalStateException("cannot listen on " + address + " port " + port);
      }
      return new HttpFront(server, exchange, sweeper);
    } catch (RuntimeException e) {
      sweeper.close();
      throw e;
    }
  }

  /** Asked before Helidon is, which puts its stack trace into the log. */
  private static void requireFree(InetAddress address, int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, address)) {
      // Closed again at once; that it could be had is all.
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on " + address + " port " + port + ": " + e.getMessage(), e);
    }
  }

  private static WebServer server(
      InetAddress address,
      int port,
      HttpLimits limits,
      Exchange exchange,
      WatchedConnections connections) {
    return WebServer.builder()
        .address(address)
        .port(port)
        .maxPayloadSize(2L * limits.bodyBytes())
        .maxTcpConnections(limits.connections())
        .idleConnectionTimeout(limits.idleTimeout())
        .idleConnectionPeriod(period(limits.idleTimeout()))
        // Bounds a single read, should sweeper and idle timer both fail.
        .connectionOptions(
            SocketOptions.builder()
                .readTimeout(limits.idleTimeout().plus(limits.bodyDeadline()))
                .tcpNoDelay(true)
                .build())
        .shutdownGracePeriod(DRAIN_TIME)
        .shutdownHook(false)
        .addConnectionSelector(connections)
        .protocolsDiscoverServices(false)
        .featuresDiscoverServices(false)
        .concurrencyLimitDiscoverServices(false)
        .mediaContext(MediaContext.builder().mediaSupportsDiscoverServices(false).build())
        .contentEncoding(
            ContentEncodingContext.builder().contentEncodingsDiscoverServices(false).build())
        .directHandlers(ServerAnswers.handlers())
        .routing(HttpRouting.builder().any(exchange))
        .build();
  }

  private static Duration period(Duration idleTimeout) {
    Duration quarter = idleTimeout.dividedBy(4);
    return quarter.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : quarter;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Open connections whose requests are timed. */
  int connections() {
    return sweeper.size();
  }

  /** The memory of request bodies. */
  BodyBudget bodies() {
    return exchange.bodies();
  }

  /**
   * Takes no new connection, ends idle ones at once and waits for requests in flight, at most
   * {@link #DRAIN_TIME}. Closing twice does nothing.
   */
  @Override
  public void close() {
    exchange.close();
    server.stop();
    sweeper.close();
  }
}
