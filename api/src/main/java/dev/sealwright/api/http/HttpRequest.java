package dev.sealwright.api.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that has arrived in full. */
public final class HttpRequest {
  /** Under which the id of the request is in the logging context while it is handled. */
  public static final String ID_IN_LOGS = "requestId";

  private final String method;
  private final String path;
  private final String rawQuery;
  private final List<Header> headers;
  private final byte[] body;
  private final @Nullable String peer;

  /**
   * Takes the parts as they are.
   *
   * @param path as sent, still percent-encoded, without the query
   * @param rawQuery as sent, without the question mark; empty when there is none
   * @param headers each line by itself, repeated names included
   * @param body owned by this request from now on; empty when there is none
   */
  public HttpRequest(
      String method, String path, String rawQuery, List<Header> headers, byte[] body) {
    this(method, path, rawQuery, headers, body, null);
  }

  /**
   * The same, from a known address.
   *
   * @param peer address of the other end of the connection, without port
   */
  public HttpRequest(
      String method,
      String path,
      String rawQuery,
      List<Header> headers,
      byte[] body,
      @Nullable String peer) {
    this.method = method;
    this.path = path;
    this.rawQuery = rawQuery;
    this.headers = List.copyOf(headers);
    this.body = body;
    this.peer = peer;
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  public String rawQuery() {
    return rawQuery;
  }

  public List<Header> headers() {
    return headers;
  }

  /** The body itself and no copy, since it may have megabytes: callers MUST NOT write to it. */
  public byte[] body() {
    return body;
  }

  /** The other end of the connection, which is a proxy's if there is one between. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }

  /** The first value under this name, whatever its case. */
  public Optional<String> header(String name) {
    return Header.first(headers, name);
  }

  /** Every value under this name, whatever its case, in the order of arrival. */
  public List<String> all(String name) {
    return headers.stream().filter(header -> header.isNamed(name)).map(Header::value).toList();
  }

  /** Leaves out headers and body: both may carry credentials. */
  @Override
  public String toString() {
    return "HttpRequest[" + method + " " + path + ", " + body.length + " bytes]";
  }
}
