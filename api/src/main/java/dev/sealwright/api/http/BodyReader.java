package dev.sealwright.api.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads one body into one array that grows with what has come, not with what was promised.
 *
 * <p>The array doubles, and both the old and the new one are charged while it does. So a body costs
 * at most one and a half times its size while it is read, and its size afterwards. A chunked one
 * costs its size once more while it is read: see {@link Inflow}.
 */
final class BodyReader implements AutoCloseable {
  private static final int FIRST_BYTES = 8 << 10;
  private static final long UNKNOWN = -1;

  private final int most;
  private final ServerRequest request;
  private final Inflow inflow;
  private final long declared;
  private final BodyBudget.Share share;

  /** Whether the client still waits for leave to send. */
  private boolean awaited;

  /** Whether something of the body was read, so that Helidon may hold a chunk to read from. */
  private boolean begun;

  private byte[] bytes = new byte[0];

  BodyReader(int most, BodyBudget budget, ServerRequest request, Inflow inflow) {
    this.most = most;
    this.request = request;
    this.inflow = inflow;
    this.declared = request.headers().contentLength().orElse(UNKNOWN);
    this.awaited = request.headers().containsToken(HeaderValues.EXPECT_100);
    boolean large = declared == UNKNOWN || declared > BodyBudget.SMALL_BODY;
    this.share = budget.share(large);
  }

  /**
   * The whole body.
   *
   * @throws RequestException when it is too large, not well formed, or finds no memory
   * @throws CloseConnectionException when the client went away
   */
  byte[] read() {
    if (!request.content().hasEntity()) {
      return bytes;
    }
    inflow.bodyBegins(declared == UNKNOWN ? share : null);
    try {
      if (declared > most) {
        throw refusal(Status.REQUEST_ENTITY_TOO_LARGE_413);
      }
      awaited = false;
      fill(request.content().inputStream(), declared == UNKNOWN ? most : (int) declared);
      share.give(inflow.hoarded());
      return bytes;
    } catch (IOException
        | CloseConnectionException
        | DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the request ended early", e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw refusal(Status.BAD_REQUEST_400);
    } finally {
      inflow.bodyEnds();
    }
  }

  private void fill(InputStream in, int limit) throws IOException {
    int length = 0;
    while (length < limit) {
      if (length == bytes.length) {
        resize((int) Math.min(Math.max(2L * length, FIRST_BYTES), limit));
      }
      int got = in.read(bytes, length, bytes.length - length);
      if (got < 0) {
        break;
      }
      begun = true;
      length += got;
    }
    if (length == limit && in.read() >= 0) {
      throw refusal(Status.REQUEST_ENTITY_TOO_LARGE_413);
    }
    if (length < bytes.length) {
      resize(length);
    }
  }

  private void resize(int size) {
    int before = bytes.length;
    share.take(size);
    bytes = Arrays.copyOf(bytes, size);
    share.give(before);
  }

  /** Lets go of what was read: the request is refused. A chunk that was begun stays charged. */
  void drop() {
    bytes = new byte[0];
    if (begun) {
      share.keep(inflow.hoarded());
    } else {
      inflow.skip();
      share.close();
    }
  }

  /** The answer is written, or never will be: gives back all memory. */
  @Override
  public void close() {
    share.close();
  }

  /**
   * Throws away what a refused client still sends, without holding it: closing with data unread
   * would reset the connection, and the client might never see why. It gets twice the limit at
   * most; one that waits for leave to send gets nothing.
   */
  void discard() {
    if (awaited) {
      return;
    }
    long end = declared == UNKNOWN ? 2L * most : Math.min(declared, 2L * most);
    inflow.discard(end - inflow.arrived(), declared == UNKNOWN);
  }

  private static RequestException refusal(Status status) {
    return RequestException.builder().status(status).build();
  }
}
