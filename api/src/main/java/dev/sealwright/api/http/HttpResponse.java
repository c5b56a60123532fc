package dev.sealwright.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer, held in full but for a body that is streamed. */
public final class HttpResponse {
  private final int status;
  private final List<Header> headers;
  private final byte[] body;
  private final @Nullable StreamedBody streamed;

  /**
   * Takes the parts as they are; the front adds {@code Content-Length}, {@code Date} and, unless
   * the list has one, {@code x-amzn-RequestId}.
   *
   * @param status 200 to 599
   * @param body owned by this response from now on; empty when there is none
   */
  public HttpResponse(int status, List<Header> headers, byte[] body) {
    this(status, headers, body, null);
  }

  private HttpResponse(
      int status, List<Header> headers, byte[] body, @Nullable StreamedBody streamed) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("not a final HTTP status: " + status);
    }
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
    this.streamed = streamed;
  }

  /** A response with a content type and no other header. */
  public static HttpResponse of(int status, String contentType, byte[] body) {
    return new HttpResponse(status, List.of(new Header("Content-Type", contentType)), body);
  }

  /** A response whose body is not held; the front closes it. */
  public static HttpResponse streamed(int status, List<Header> headers, StreamedBody body) {
    return new HttpResponse(status, headers, new byte[0], body);
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /** The body itself and no copy, empty when it is streamed: callers MUST NOT write to it. */
  public byte[] body() {
    return body;
  }

  /** The body that is not held. */
  public Optional<StreamedBody> streamed() {
    return Optional.ofNullable(streamed);
  }

  /** Of the body, in bytes. */
  public long length() {
    return streamed == null ? body.length : streamed.length();
  }

  /** The first value under this name, whatever its case. */
  public Optional<String> header(String name) {
    return Header.first(headers, name);
  }

  /** The same answer with one header more. */
  public HttpResponse with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HttpResponse(status, more, body, streamed);
  }

  @Override
  public String toString() {
    return "HttpResponse[" + status + ", " + length() + " bytes]";
  }
}
