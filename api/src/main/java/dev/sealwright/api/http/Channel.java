package dev.sealwright.api.http;

import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection as HTTP sees them, whatever they look like on the wire.
 *
 * <p>Threads: the connection's; {@link #writer} may be used by one other at the same time.
 */
interface Channel {

  /**
   * Makes the connection ready to be read and written.
   *
   * @throws IOException when the peer does not play along; it has been told as far as it can be
   */
  void open() throws IOException;

  /**
   * What came next, at least one byte; null at the end.
   *
   * @throws java.io.UncheckedIOException when the connection is lost
   */
  byte @Nullable [] read();

  DataWriter writer();

  /** Whether what passes is encrypted. */
  boolean secure();

  /** Says that nothing more will be written; the socket stays open. May block on the peer. */
  void end();

  /** Bytes as they are. */
  static Channel plain(ConnectionContext context) {
    return new Channel() {
      @Override
      public void open() {}

      @Override
      public byte @Nullable [] read() {
        return context.serverSocket().get();
      }

      @Override
      public DataWriter writer() {
        return context.dataWriter();
      }

      @Override
      public boolean secure() {
        return false;
      }

      @Override
      public void end() {}
    };
  }

  /** Makes the channel of a connection on its thread. */
  interface Kind {
    Kind PLAIN = Channel::plain;

    /** Plain, and clients of HTTP/1.0 are let in. */
    Kind PLAIN_OR_OLD = context -> new OldClientChannel(Channel.plain(context));

    Channel over(ConnectionContext context);

    /** TLS, with a fresh engine in server mode for each connection. */
    static Kind tls(Supplier<SSLEngine> engines) {
      return context -> new TlsChannel(context.serverSocket(), engines.get());
    }
  }
}
