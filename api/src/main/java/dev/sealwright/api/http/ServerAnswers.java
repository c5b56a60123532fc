package dev.sealwright.api.http;

import dev.sealwright.api.wire.ErrorName;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What is said where Helidon answers by itself: a request it cannot read, or a fault of its own.
 *
 * <p>Its message is dropped; it may repeat what the client sent, or tell of our insides.
 */
final class ServerAnswers implements DirectHandler {

  static DirectHandlers handlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    ServerAnswers answers = new ServerAnswers();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, answers);
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType eventType,
      Status status,
      ServerResponseHeaders responseHeaders,
      String message) {
    HttpResponse answer = answer(status.code());
    TransportResponse.Builder response =
        TransportResponse.builder()
            .status(Status.create(answer.status()))
            .keepAlive(false)
            .entity(answer.body());
    for (Header header : answer.headers()) {
      response.header(HeaderValues.create(header.name(), header.value()));
    }
    return response
        .header(HeaderValues.create(Exchange.REQUEST_ID, UUID.randomUUID().toString()))
        .build();
  }

  /** A whole answer for where Helidon cannot write one; it ends the connection. */
  static byte[] whole(String status, HttpResponse answer) {
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    for (Header header : answer.headers()) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    text.append("x-amzn-RequestId: ").append(UUID.randomUUID()).append("\r\n");
    text.append("Content-Length: ").append(answer.body().length).append("\r\n");
    text.append("Connection: close\r\n\r\n");
    text.append(new String(answer.body(), StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static HttpResponse answer(int status) {
    if (status == 413) {
      return ErrorAnswer.of(
          ErrorName.REQUEST_ENTITY_TOO_LARGE, "The request body is larger than allowed");
    }
    if (status == 503) {
      return ErrorAnswer.of(ErrorName.SERVICE_UNAVAILABLE, "Too many requests at once");
    }
    if (status >= 500) {
      return ErrorAnswer.internalFailure();
    }
    return ErrorAnswer.of(
        ErrorName.MALFORMED_HTTP_REQUEST, status, "The HTTP request cannot be read");
  }
}
