package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The canonical form of a request: what both sides hash, whatever a proxy did to its spelling. */
final class CanonicalRequest {
  private static final int MOST_PARAMETERS = 100;

  private CanonicalRequest() {}

  /**
   * Writes it down.
   *
   * @param signedHeaders lower case and ascending; each must be in the request
   * @param bodyHash SHA-256 of the body that arrived, in lower-case hexadecimal
   * @throws WireException InvalidSignatureException when it cannot be written
   */
  static String of(HttpRequest request, List<String> signedHeaders, String bodyHash) {
    StringBuilder text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    text.append(path(request.path())).append('\n');
    text.append(query(request.rawQuery())).append('\n');
    // Once over the headers, not once for each name: a stranger chooses how many there are.
    Map<String, List<String>> values = new HashMap<>();
    for (Header header : request.headers()) {
      values.computeIfAbsent(header.key(), key -> new ArrayList<>(1)).add(header.value());
    }
    for (String name : signedHeaders) {
      text.append(name).append(':');
      appendValues(text, values.getOrDefault(name, List.of()), name);
      text.append('\n');
    }
    text.append('\n');
    text.append(String.join(";", signedHeaders)).append('\n');
    return text.append(bodyHash).toString();
  }

  private static void appendValues(StringBuilder text, List<String> values, String name) {
    if (values.isEmpty()) {
      throw invalid("The signed header " + name + " is not in the request");
    }
    boolean first = true;
    for (String value : values) {
      if (!first) {
        text.append(',');
      }
      first = false;
      appendFolded(text, value);
    }
  }

  /** Without white space at the ends, and one space for each run within. */
  private static void appendFolded(StringBuilder text, String value) {
    boolean begun = false;
    boolean gap = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t') {
        gap = begun;
        continue;
      }
      if (gap) {
        text.append(' ');
        gap = false;
      }
      text.append(c);
      begun = true;
    }
  }

  /**
   * Dot segments removed, then encoded once more, as all services but S3 do.
   *
   * <p>RFC 3986 5.2.4 but for the end: the signers of AWS keep a slash there only when the path
   * that was sent ends with one, so {@code /a/.} is {@code /a}.
   */
  private static String path(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return "/";
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(UriEncoding.encode(segment));
      }
    }
    String joined = "/" + String.join("/", segments);
    return path.endsWith("/") && !segments.isEmpty() ? joined + "/" : joined;
  }

  private static String query(String rawQuery) {
    if (rawQuery.isEmpty()) {
      return "";
    }
    String[] raw = rawQuery.split("&", MOST_PARAMETERS + 1);
    if (raw.length > MOST_PARAMETERS) {
      throw invalid("More than " + MOST_PARAMETERS + " query parameters");
    }
    List<Parameter> parameters = new ArrayList<>(raw.length);
    for (String parameter : raw) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      if (!parameter.isEmpty()) {
        parameters.add(new Parameter(encodeAgain(name), encodeAgain(value)));
      }
    }
    parameters.sort(null);
    StringBuilder text = new StringBuilder(rawQuery.length() + 16);
    for (Parameter parameter : parameters) {
      text.append(text.isEmpty() ? "" : "&").append(parameter.name);
      text.append('=').append(parameter.value);
    }
    return text.toString();
  }

  private record Parameter(String name, String value) implements Comparable<Parameter> {
    @Override
    public int compareTo(Parameter other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : value.compareTo(other.value);
    }
  }

  private static String encodeAgain(String text) {
    return UriEncoding.encode(
        UriEncoding.decode(text).orElseThrow(() -> invalid("The query string cannot be read")));
  }

  private static WireException invalid(String message) {
    return new WireException(ErrorName.INVALID_SIGNATURE, message);
  }
}
