package dev.sealwright.api.http;

/** Turns one request into its answer. */
@FunctionalInterface
public interface HttpHandler {

  /**
   * Answers; runs on the virtual thread of the connection and may block.
   *
   * <p>A {@link dev.sealwright.api.wire.WireException} becomes the error answer of its name; any
   * other exception becomes {@code InternalFailure} without detail and one log line.
   */
  HttpResponse handle(HttpRequest request);
}
