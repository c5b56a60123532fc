package dev.sealwright.api.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What arrives on one connection: tells the watch of it, and charges it where Helidon hoards it.
 *
 * <p>Of a body with a declared length Helidon holds one block at a time, at most 8 KiB (a record of
 * TLS: 16 KiB), as it does of headers. A chunk, though, it collects in full before it lets go of
 * the first byte. So while a chunked body is read each block is charged with what its bookkeeping
 * costs, or chunks that come in byte by byte would hold a hundred times their size.
 *
 * <p>Runs on the thread of the connection only.
 */
final class Inflow {
  /** An array, a list node, a view and its place in a list. */
  private static final int BLOCK_COST = 128;

  private final Channel channel;
  private final Watch watch;
  private final DataReader reader = DataReader.create(this::next);
  private BodyBudget.@Nullable Share hoard;
  private long hoarded;
  private long arrived;
  private boolean ended;

  Inflow(Channel channel, Watch watch) {
    this.channel = channel;
    this.watch = watch;
  }

  DataReader reader() {
    return reader;
  }

  /** A body begins. Its blocks are charged to {@code share}, or to nobody. */
  void bodyBegins(BodyBudget.@Nullable Share share) {
    hoard = share;
    hoarded = 0;
    arrived = reader.available();
  }

  /** What comes from now on is charged to nobody. */
  void bodyEnds() {
    hoard = null;
  }

  /** What was charged for blocks since the body began, or since this was asked. */
  long hoarded() {
    long charged = hoarded;
    hoarded = 0;
    return charged;
  }

  /** Throws away the blocks that nobody has read. */
  void skip() {
    reader.skip(reader.available());
  }

  /** How many bytes came since the body began, its framing included. */
  long arrived() {
    return arrived;
  }

  /**
   * Throws away what comes, at most so many bytes, until the client stops sending. Nothing can be
   * read from the connection afterwards.
   *
   * @param chunked whether the last chunk ends it
   */
  void discard(long bytes, boolean chunked) {
    skip();
    long left = bytes;
    while (left > 0 && !(chunked && ended)) {
      byte[] block = channel.read();
      if (block == null) {
        return;
      }
      ended = isEnd(block);
      left -= block.length;
    }
  }

  /** Null at the end of the stream, as {@link DataReader} wants it. */
  private byte @Nullable [] next() {
    byte[] block;
    try {
      block = channel.read();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("connection lost while reading", e);
    }
    watch.reading();
    if (block != null) {
      arrived += block.length;
      ended = isEnd(block);
      if (hoard != null) {
        long cost = (long) block.length + BLOCK_COST;
        hoard.take(cost);
        hoarded += cost;
      }
    }
    return block;
  }

  /** Whether it may be the end of a chunked body: RFC 9112 7.1, last chunk without trailers. */
  private static boolean isEnd(byte[] block) {
    int n = block.length;
    return n >= 5
        && block[n - 5] == '0'
        && block[n - 4] == '\r'
        && block[n - 3] == '\n'
        && block[n - 2] == '\r'
        && block[n - 1] == '\n';
  }
}
