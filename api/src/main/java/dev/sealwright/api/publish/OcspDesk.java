package dev.sealwright.api.publish;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.engine.authority.AuthorityId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * OCSP over HTTP (RFC 6960 A.1, RFC 5019 5 and 6).
 *
 * <p>Threads: shared.
 */
final class OcspDesk {
  private static final String REQUEST = "application/ocsp-request";
  private static final String RESPONSE = "application/ocsp-response";

  private final OcspResponder responder;
  private final Clock clock;

  OcspDesk(OcspResponder responder, Clock clock) {
    this.responder = responder;
    this.clock = clock;
  }

  /**
   * Answers.
   *
   * @param rest of the path behind that of the responder, percent-encoded: empty, or from a slash
   */
  HttpResponse answer(Set<AuthorityId> authorities, HttpRequest request, String rest) {
    return switch (request.method()) {
      case "POST" -> post(authorities, request, rest);
      case "GET", "HEAD" -> get(authorities, request, rest);
      default -> Answers.methodNotAllowed("GET, HEAD, POST");
    };
  }

  private HttpResponse post(Set<AuthorityId> authorities, HttpRequest request, String rest) {
    if (!rest.isEmpty() && !rest.equals("/")) {
      return Answers.notFound();
    }
    String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals(REQUEST) && !type.startsWith(REQUEST + ";")) {
      return Answers.unsupportedType(REQUEST);
    }
    return new HttpResponse(
        200,
        List.of(new Header("Content-Type", RESPONSE), new Header("Cache-Control", "no-store")),
        responder.answer(authorities, request.body()).der().toArray());
  }

  private HttpResponse get(Set<AuthorityId> authorities, HttpRequest request, String rest) {
    if (rest.isEmpty() || rest.equals("/")) {
      return Answers.notFound();
    }
    Optional<byte[]> asked = UriPath.decoded(rest).flatMap(OcspDesk::bytes);
    if (asked.isEmpty()) {
      return Answers.badRequest("the path is no request in base64");
    }
    return kept(responder.answer(authorities, asked.get()), request);
  }

  /** Some clients leave the padding out, which the decoder takes. */
  private static Optional<byte[]> bytes(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpResponse kept(OcspReply reply, HttpRequest request) {
    List<Header> headers = new ArrayList<>(List.of(new Header("Content-Type", RESPONSE)));
    byte[] der = reply.der().toArray();
    Duration left =
        reply
            .validity()
            .map(validity -> Duration.between(clock.instant(), validity.nextUpdate()))
            .orElse(Duration.ZERO);
    if (reply.validity().isEmpty() || !left.isPositive()) {
      headers.add(new Header("Cache-Control", "no-store"));
      return new HttpResponse(200, headers, der);
    }
    OcspReply.Validity validity = reply.validity().get();
    String tag = "\"" + validity.digest() + "\"";
    headers.add(new Header("Last-Modified", HttpDates.text(validity.producedAt())));
    headers.add(new Header("Expires", HttpDates.text(validity.nextUpdate())));
    headers.add(new Header("ETag", tag));
    headers.add(
        new Header(
            "Cache-Control",
            "max-age=" + left.toSeconds() + ", public, no-transform, must-revalidate"));
    // By tag alone: an answer that is replaced within a second has the same date.
    return new HttpResponse(
        Conditions.unchanged(request, tag, Optional.empty()) ? 304 : 200, headers, der);
  }
}
