package dev.sealwright.benchmarks.load;

import java.util.Optional;

/**
 * What the server answered.
 *
 * @param status of HTTP
 * @param body JSON text; for an error with the member {@code __type}
 */
public record ApiAnswer(int status, String body) {
  public boolean ok() {
    return status == 200;
  }

  /**
   * The text of a string member, wherever it stands first; found by searching and not by reading
   * the document, which the answers of this API allow.
   */
  public Optional<String> member(String name) {
    String before = "\"" + name + "\":\"";
    int at = body.indexOf(before);
    if (at < 0) {
      return Optional.empty();
    }
    int start = at + before.length();
    int end = start;
    while (body.charAt(end) != '"') {
      end += body.charAt(end) == '\\' ? 2 : 1;
    }
    return Optional.of(
        body.substring(start, end).replace("\\n", "\n").replace("\\/", "/").replace("\\\"", "\""));
  }

  /**
   * The text of a member that must be there.
   *
   * @throws IllegalStateException when this is an error or has no such member
   */
  public String require(String name) {
    if (!ok()) {
      throw new IllegalStateException("HTTP " + status + ": " + body);
    }
    return member(name).orElseThrow(() -> new IllegalStateException("no " + name + ": " + body));
  }

  /** The name of the error, empty when it is none. */
  public String error() {
    return ok() ? "" : member("__type").orElse("HTTP " + status);
  }
}
