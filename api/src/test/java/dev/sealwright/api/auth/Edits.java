package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One change to a request that somebody else has signed. */
final class Edits {
  private Edits() {}

  static HttpRequest value(HttpRequest request, String name, UnaryOperator<String> change) {
    List<Header> headers = new ArrayList<>();
    boolean found = false;
    for (Header header : request.headers()) {
      boolean here = !found && header.name().equalsIgnoreCase(name);
      found |= here;
      headers.add(here ? new Header(header.name(), change.apply(header.value())) : header);
    }
    if (!found) {
      throw new AssertionError("no header " + name + " to change");
    }
    return with(request, headers);
  }

  static HttpRequest value(HttpRequest request, String name, String value) {
    return value(request, name, _ -> value);
  }

  static HttpRequest without(HttpRequest request, String name) {
    return with(
        request, request.headers().stream().filter(h -> !h.name().equalsIgnoreCase(name)).toList());
  }

  static HttpRequest plus(HttpRequest request, String name, String value) {
    List<Header> headers = new ArrayList<>(request.headers());
    headers.add(new Header(name, value));
    return with(request, headers);
  }

  static HttpRequest query(HttpRequest request, String rawQuery) {
    return new HttpRequest(
        request.method(), request.path(), rawQuery, request.headers(), request.body());
  }

  static HttpRequest path(HttpRequest request, String path) {
    return new HttpRequest(
        request.method(), path, request.rawQuery(), request.headers(), request.body());
  }

  static HttpRequest method(HttpRequest request, String method) {
    return new HttpRequest(
        method, request.path(), request.rawQuery(), request.headers(), request.body());
  }

  static HttpRequest body(HttpRequest request, byte[] body) {
    return new HttpRequest(
        request.method(), request.path(), request.rawQuery(), request.headers(), body);
  }

  private static HttpRequest with(HttpRequest request, List<Header> headers) {
    return new HttpRequest(
        request.method(), request.path(), request.rawQuery(), headers, request.body());
  }
}
