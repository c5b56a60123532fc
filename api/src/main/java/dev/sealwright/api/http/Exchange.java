package dev.sealwright.api.http;

import dev.sealwright.api.wire.WireException;
import io.helidon.common.buffers.DataReader;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
  private static final String LOG_KEY = "requestId";
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  private final HttpLimits limits;
  private final HttpHandler handler;
  private volatile boolean closing;

  Exchange(HttpLimits limits, HttpHandler handler) {
    this.limits = limits;
    this.handler = handler;
  }

  /** From now on each answer ends its connection. */
  void close() {
    closing = true;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Watch watch = WatchedConnection.watch();
    String requestId = UUID.randomUUID().toString();
    HttpResponse answer;
    boolean last = request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    try {
      byte[] body = receive(request);
      requireInTime(watch);
      answer = answer(request, body, requestId);
    } catch (RequestException e) {
      // Helidon would answer this too, and then take what is left of the body for a request.
      requireInTime(watch);
      answer = ServerAnswers.answer(e.status().code());
      last = true;
    }
    last |= closing;
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    write(request, response, answer, requestId, watch);
    if (last) {
      throw new CloseConnectionException("that was the last answer");
    }
  }

  private static void requireInTime(Watch watch) {
    if (!watch.read()) {
      throw new CloseConnectionException("the request took too long");
    }
  }

  /**
   * The whole body.
   *
   * @throws RequestException when it is too large or not well formed
   */
  private byte[] receive(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    // A client that waits for leave to send its body is refused before it sends it.
    if (request.headers().containsToken(HeaderValues.EXPECT_100)
        && request.headers().contentLength().orElse(0) > limits.bodyBytes()) {
      throw refusal(Status.REQUEST_ENTITY_TOO_LARGE_413);
    }
    byte[] body;
    try {
      InputStream in = request.content().inputStream();
      body = in.readNBytes(limits.bodyBytes() + 1);
      if (body.length > limits.bodyBytes()) {
        // Bounded by maxPayloadSize. Closing with data unread would reset the connection, and the
        // client might never see why.
        in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException
        | CloseConnectionException
        | DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the request ended early", e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw refusal(Status.BAD_REQUEST_400);
    }
    if (body.length > limits.bodyBytes()) {
      throw refusal(Status.REQUEST_ENTITY_TOO_LARGE_413);
    }
    return body;
  }

  private static RequestException refusal(Status status) {
    return RequestException.builder().status(status).build();
  }

  private HttpResponse answer(ServerRequest request, byte[] body, String requestId) {
    try (MDC.MDCCloseable _ = MDC.putCloseable(LOG_KEY, requestId)) {
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
        body);
  }

  private static void write(
      ServerRequest request,
      ServerResponse response,
      HttpResponse answer,
      String requestId,
      Watch watch) {
    response.status(Status.create(answer.status()));
    for (Header header : answer.headers()) {
      response.headers().add(HeaderValues.create(header.name(), header.value()));
    }
    if (answer.header(REQUEST_ID).isEmpty()) {
      response.header(REQUEST_ID, requestId);
    }
    if (!watch.writing()) {
      throw new CloseConnectionException("the connection was cut");
    }
    if (request.prologue().method().text().equals("HEAD")) {
      response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, answer.body().length));
      response.send();
    } else {
      response.send(answer.body());
    }
    if (!watch.written()) {
      throw new CloseConnectionException("the client did not read the answer in time");
    }
  }
}
