package dev.sealwright.api.http;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Refusal;
import dev.sealwright.api.wire.WireException;
import java.util.List;

/** The one form in which an error leaves: AWS JSON 1.1, bare name, message in lower case m. */
public final class ErrorAnswer {
  /** The content type of every answer of the API. */
  public static final String CONTENT_TYPE = "application/x-amz-json-1.1";

  private ErrorAnswer() {}

  /** The answer for an error under the status of its name. */
  public static HttpResponse of(ErrorName error, String message) {
    return of(error, error.status(), message);
  }

  /** The answer for a refusal. */
  public static HttpResponse of(WireException refusal) {
    String message = refusal.getMessage();
    return of(refusal.error(), message == null ? "" : message);
  }

  /** The answer for a fault of ours, which says nothing about it. */
  public static HttpResponse internalFailure() {
    return of(ErrorName.INTERNAL_FAILURE, "The request failed inside the service");
  }

  static HttpResponse timeout() {
    return of(ErrorName.REQUEST_TIMEOUT, "The request was not complete in time");
  }

  static HttpResponse withoutTls() {
    return of(ErrorName.MALFORMED_HTTP_REQUEST, "This listener speaks TLS: begin with https://");
  }

  static HttpResponse of(ErrorName error, int status, String message) {
    return new HttpResponse(
        status,
        List.of(
            new Header("Content-Type", CONTENT_TYPE),
            new Header("x-amzn-ErrorType", error.wireName())),
        new Refusal(error, message).body());
  }
}
