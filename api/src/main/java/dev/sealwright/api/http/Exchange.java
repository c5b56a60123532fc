package dev.sealwright.api.http;

import dev.sealwright.api.wire.WireException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request through: read it whole, ask the handler, write the answer.
 *
 * <p>Runs on the virtual thread of the connection. While the handler runs, {@code requestId} is in
 * the logging context.
 */
final class Exchange implements Handler {
  static final String REQUEST_ID = "x-amzn-RequestId";
  private static final int NOT_MODIFIED = 304;
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  private final HttpLimits limits;
  private final HttpHandler handler;
  private final BodyBudget bodies;
  private volatile boolean closing;

  Exchange(HttpLimits limits, HttpHandler handler) {
    this.limits = limits;
    this.handler = handler;
    this.bodies = new BodyBudget(limits.bodiesBytes());
  }

  /** From now on each answer ends its connection. */
  void close() {
    closing = true;
  }

  BodyBudget bodies() {
    return bodies;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    WatchedConnection connection = WatchedConnection.current();
    try (BodyReader reader =
        new BodyReader(limits.bodyBytes(), bodies, request, connection.inflow())) {
      handle(request, response, connection.watch(), reader);
    }
  }

  private void handle(
      ServerRequest request, ServerResponse response, Watch watch, BodyReader reader) {
    String requestId = UUID.randomUUID().toString();
    HttpResponse answer;
    boolean refused = false;
    try {
      byte[] body = reader.read();
      requireInTime(watch);
      answer = answer(request, body, requestId);
    } catch (RequestException e) {
      // Helidon would answer this too, and then take what is left of the body for a request.
      reader.drop();
      requireInTime(watch);
      answer = ServerAnswers.answer(e.status().code());
      refused = true;
    }
    boolean last =
        refused || closing || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    write(request, response, answer, requestId, watch);
    if (refused && answer.status() != 400 && watch.lingering()) {
      discard(reader);
    }
    if (last) {
      throw new CloseConnectionException("that was the last answer");
    }
  }

  private static void discard(BodyReader reader) {
    try {
      reader.discard();
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the client went away", e);
    }
  }

  private static void requireInTime(Watch watch) {
    if (!watch.read()) {
      throw new CloseConnectionException("the request took too long");
    }
  }

  private HttpResponse answer(ServerRequest request, byte[] body, String requestId) {
    try (MDC.MDCCloseable _ = MDC.putCloseable(HttpRequest.ID_IN_LOGS, requestId)) {
      return handler.handle(translate(request, body));
    } catch (WireException e) {
      return ErrorAnswer.of(e);
    } catch (RuntimeException | Error e) {
      LOG.error("request {} failed", requestId, e);
      return ErrorAnswer.internalFailure();
    }
  }

  private static HttpRequest translate(ServerRequest request, byte[] body) {
    List<Header> headers = new ArrayList<>();
    for (io.helidon.http.Header header : request.headers()) {
      for (String value : header.allValues()) {
        headers.add(new Header(header.name(), value.strip()));
      }
    }
    HttpPrologue prologue = request.prologue();
    return new HttpRequest(
        prologue.method().text(),
        prologue.uriPath().rawPath(),
        prologue.query().rawValue(),
        headers,
        body,
        peer(request));
  }

  private static @Nullable String peer(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
            && socket.getAddress() != null
        ? socket.getAddress().getHostAddress()
        : null;
  }

  private static void write(
      ServerRequest request,
      ServerResponse response,
      HttpResponse answer,
      String requestId,
      Watch watch) {
    try (StreamedBody streamed = answer.streamed().orElse(null)) {
      response.status(Status.create(answer.status()));
      for (Header header : answer.headers()) {
        response.headers().add(HeaderValues.create(header.name(), header.value()));
      }
      if (answer.header(REQUEST_ID).isEmpty()) {
        response.header(REQUEST_ID, requestId);
      }
      if (!watch.writing(streamed == null ? 0 : streamed.length())) {
        throw new CloseConnectionException("the connection was cut");
      }
      if (answer.status() == NOT_MODIFIED) {
        response.send(); // Helidon refuses a length here
      } else if (request.prologue().method().text().equals("HEAD")) {
        response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, answer.length()));
        response.send();
      } else if (streamed == null) {
        response.send(answer.body());
      } else {
        response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, answer.length()));
        stream(streamed, response);
      }
      if (!watch.written()) {
        throw new CloseConnectionException("the client did not read the answer in time");
      }
    }
  }

  /** The length is said already: what breaks off must end the connection. */
  private static void stream(StreamedBody body, ServerResponse response) {
    try {
      OutputStream out = response.outputStream();
      body.writeTo(out);
      out.close();
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("the answer broke off", e);
    }
  }
}
