package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every single change to a signed request, with what the rules of SigV4 make of it. */
final class SdkChanges {
  private static final List<String> ONCE =
      List.of("host", "x-amz-date", "x-amz-target", "content-type");

  /**
   * A changed request.
   *
   * @param error null when it is the same request to the rules
   */
  record Change(String name, HttpRequest request, @Nullable ErrorName error) {}

  private final SdkRequests.Signed signed;
  private final HttpRequest request;
  private final Random random;
  private final List<Change> changes = new ArrayList<>();

  private SdkChanges(SdkRequests.Signed signed, Random random) {
    this.signed = signed;
    this.request = signed.request();
    this.random = random;
  }

  static List<Change> of(SdkRequests.Signed signed, Random random) {
    SdkChanges all = new SdkChanges(signed, random);
    all.harmless();
    all.content();
    all.headers();
    all.authorization();
    return all.changes;
  }

  /** Proxies do these, and canonical form is there to undo them. */
  private void harmless() {
    same("header added", Edits.plus(request, "X-Forwarded-For", "10.0.0.1"));
    List<Header> shuffled = new ArrayList<>(request.headers());
    // By name and stable: values under one name keep their order.
    shuffled.sort((a, b) -> b.key().compareTo(a.key()));
    same("headers in another order", with(shuffled));
    same(
        "names in another case",
        with(
            request.headers().stream()
                .map(h -> new Header(h.name().toUpperCase(Locale.ROOT), h.value()))
                .toList()));
    same(
        "wider white space",
        with(
            request.headers().stream()
                .map(h ->
                    h.key().startsWith("x-extra")
                        ? new Header(h.name(), " \t" + h.value().replace(" ", "  \t") + "  ")
                        : h)
                .toList()));
    List<String> parameters = new ArrayList<>(Arrays.asList(request.rawQuery().split("&", -1)));
    Collections.shuffle(parameters, random);
    same("parameters in another order", Edits.query(request, String.join("&", parameters)));
    same("a dot in the path", Edits.path(request, "/." + request.path()));
    same("two slashes", Edits.path(request, "/" + request.path()));
  }

  private void content() {
    byte[] body = request.body();
    byte[] flipped = body.length == 0 ? new byte[1] : body.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    invalid("a bit of the body", Edits.body(request, flipped));
    invalid("a byte more", Edits.body(request, Arrays.copyOf(body, body.length + 1)));
    invalid("method", Edits.method(request, request.method().toLowerCase(Locale.ROOT)));
    invalid("path", Edits.path(request, request.path() + "x"));
    invalid("escaped again", Edits.path(request, "/%61" + request.path()));
    String query = request.rawQuery();
    invalid("parameter added", Edits.query(request, query + (query.isEmpty() ? "" : "&") + "zz="));
    if (!query.isEmpty()) {
      invalid("parameter changed", Edits.query(request, query + "x"));
      invalid("parameters gone", Edits.query(request, ""));
    }
  }

  private void headers() {
    for (Header header : request.headers()) {
      String name = header.key();
      if (name.equals("authorization")) {
        continue;
      }
      boolean once = ONCE.contains(name);
      boolean signs = signedNames().contains(name);
      if (!signs) {
        same(name + " unsigned, changed", Edits.value(request, name, v -> v + "0"));
        continue;
      }
      if (name.equals("x-amz-date")) {
        invalid("another second", value(name, v -> v.substring(0, 14) + other(v.charAt(14)) + "Z"));
      } else {
        invalid(name + " longer", value(name, v -> v + "0"));
        invalid(name + " shorter", value(name, v -> v.substring(1)));
      }
      refused(
          name + " gone",
          Edits.without(request, name),
          once && !name.equals("content-type")
              ? ErrorName.INCOMPLETE_SIGNATURE
              : ErrorName.INVALID_SIGNATURE);
      refused(
          name + " twice",
          Edits.plus(request, name, header.value()),
          once || name.equals("x-amz-content-sha256")
              ? ErrorName.INCOMPLETE_SIGNATURE
              : ErrorName.INVALID_SIGNATURE);
      invalid(name + " not listed", authorized(v -> unlisted(v, name)));
    }
    invalid("Amazon's own, unsigned", Edits.plus(request, "X-Amz-Unsigned", "x"));
    refused(
        "a token, unsigned",
        Edits.plus(request, "x-amz-security-token", "x"),
        ErrorName.UNRECOGNIZED_CLIENT);
    invalid(
        "one more listed",
        Edits.plus(authorized(v -> v.replace("SignedHeaders=", "SignedHeaders=a;")), "a", ""));
    invalid(
        "listed and not there", authorized(v -> v.replace("SignedHeaders=", "SignedHeaders=a;")));
  }

  private void authorization() {
    int nibble = random.nextInt(64);
    invalid(
        "nibble " + nibble + " of the signature",
        authorized(v -> {
          int at = v.indexOf("Signature=") + "Signature=".length() + nibble;
          return v.substring(0, at) + other(v.charAt(at)) + v.substring(at + 1);
        }));
    refused(
        "half a signature",
        authorized(v -> v.substring(0, v.length() - 32)),
        ErrorName.INCOMPLETE_SIGNATURE);
    refused(
        "another key",
        authorized(v -> v.replace("Credential=", "Credential=X")),
        ErrorName.UNRECOGNIZED_CLIENT);
    String[] scope = {
      date(), signed.region(), "acm-pca", SigV4Verifier.TERMINATOR,
    };
    for (String part : scope) {
      String changed = part.substring(0, part.length() - 1) + other(part.charAt(part.length() - 1));
      invalid("scope with " + changed, authorized(v -> v.replace("/" + part, "/" + changed)));
    }
    refused(
        "scope without an end",
        authorized(v -> v.replace("/aws4_request", "")),
        ErrorName.INCOMPLETE_SIGNATURE);
    refused(
        "another algorithm",
        authorized(v -> v.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")),
        ErrorName.INCOMPLETE_SIGNATURE);
    refused(
        "no authorization",
        Edits.without(request, "authorization"),
        ErrorName.MISSING_AUTHENTICATION_TOKEN);
  }

  private List<String> signedNames() {
    String value = request.header("authorization").orElseThrow();
    String list = value.substring(value.indexOf("SignedHeaders=") + "SignedHeaders=".length());
    return List.of(list.substring(0, list.indexOf(',')).split(";", -1));
  }

  private String date() {
    return request.header("x-amz-date").orElseThrow().substring(0, 8);
  }

  private static String unlisted(String authorization, String name) {
    return authorization
        .replace(";" + name + ";", ";")
        .replace("=" + name + ";", "=")
        .replace(";" + name + ",", ",");
  }

  private HttpRequest authorized(UnaryOperator<String> change) {
    return value("authorization", change);
  }

  private HttpRequest value(String name, UnaryOperator<String> change) {
    return Edits.value(request, name, change);
  }

  private HttpRequest with(List<Header> headers) {
    return new HttpRequest(
        request.method(), request.path(), request.rawQuery(), headers, request.body());
  }

  private static char other(char c) {
    return c == '1' ? '2' : '1';
  }

  private void same(String name, HttpRequest changed) {
    changes.add(new Change(name, changed, null));
  }

  private void invalid(String name, HttpRequest changed) {
    refused(name, changed, ErrorName.INVALID_SIGNATURE);
  }

  private void refused(String name, HttpRequest changed, ErrorName error) {
    changes.add(new Change(name, changed, error));
  }
}
