package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who signed a request with AWS Signature Version 4, in its header form only.
 *
 * <p>Cheap refusals come first and depend on nothing secret. From the lookup of the key on, an
 * unknown key costs the same work as a known one. Messages never hold what was expected of a
 * signature. Safe for many threads.
 */
public final class SigV4Verifier {
  static final String TERMINATOR = "aws4_request";

  /** How far the date of a request may be from ours, either way. */
  public static final Duration SKEW = Duration.ofMinutes(5);

  private static final int MOST_HEADERS = 200;
  private static final List<String> ALWAYS_SIGNED = List.of("host", "x-amz-date", "x-amz-target");
  private static final List<String> SIGNED_IF_SENT = List.of("content-type");
  static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  private final AccessKeys keys;
  private final String region;
  private final String service;
  private final Clock clock;
  private final SigningKeys signingKeys;
  private final AccessKey nobody;

  /**
   * A verifier for one region and service.
   *
   * @param service the signing name, {@code acm-pca}
   */
  public SigV4Verifier(AccessKeys keys, String region, String service, Clock clock) {
    this.keys = keys;
    this.region = region;
    this.service = service;
    this.clock = clock;
    this.signingKeys = new SigningKeys(region, service);
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.nobody =
        new AccessKey(
            "nobody", HexFormat.of().formatHex(secret), new Caller("000000000000", "arn:nobody"));
  }

  /**
   * Returns the caller, or refuses.
   *
   * @throws WireException MissingAuthenticationTokenException, IncompleteSignatureException,
   *     InvalidSignatureException or UnrecognizedClientException
   */
  public Caller verify(HttpRequest request) {
    if (request.headers().size() > MOST_HEADERS) {
      throw incomplete("More than " + MOST_HEADERS + " headers");
    }
    Authorization authorization = authorization(request);
    for (String name : ALWAYS_SIGNED) {
      requireSigned(request, authorization, name);
    }
    for (String name : SIGNED_IF_SENT) {
      if (request.header(name).isPresent()) {
        requireSigned(request, authorization, name);
      }
    }
    if (request.header("x-amz-security-token").isPresent()) {
      throw unrecognized("The security token is not valid"); // None are issued.
    }
    requireAmazonsOwnSigned(request, authorization);
    String date = single(request, "x-amz-date");
    Instant signed = instant(date);
    requireScope(authorization.scope(), date.substring(0, 8));
    requireFresh(signed);
    String bodyHash = bodyHash(request);
    String canonical = CanonicalRequest.of(request, authorization.signedHeaders(), bodyHash);
    return signer(authorization, date, canonical, request.peer().orElse(null));
  }

  private Caller signer(
      Authorization authorization, String date, String canonicalRequest, @Nullable String peer) {
    Authorization.Scope scope = authorization.scope();
    String hash = hex(sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8)));
    String toSign = String.join("\n", Authorization.ALGORITHM, date, scope.text(), hash);
    Optional<AccessKey> known = keys.find(authorization.accessKeyId());
    AccessKey key = known.orElse(nobody);
    byte[] expected = signingKeys.sign(key, scope.date(), toSign);
    boolean matches = MessageDigest.isEqual(expected, authorization.signature());
    if (known.isEmpty()) {
      throw unrecognized("The access key is not valid");
    }
    if (!matches) {
      throw invalid("The signature does not match the request; check the secret and the signer");
    }
    return key.caller().from(peer);
  }

  private static Authorization authorization(HttpRequest request) {
    List<String> headers = request.all("authorization");
    if (headers.isEmpty() || isPresigned(request.rawQuery())) {
      throw new WireException(
          ErrorName.MISSING_AUTHENTICATION_TOKEN,
          "The request must be signed in its Authorization header");
    }
    if (headers.size() > 1) {
      throw incomplete("The request has more than one Authorization header");
    }
    return Authorization.parse(headers.getFirst());
  }

  /** Authentication by query parameters, whichever of them is there and however it is spelled. */
  private static boolean isPresigned(String rawQuery) {
    for (String parameter : rawQuery.split("&", -1)) {
      String name = parameter.split("=", 2)[0];
      String plain =
          UriEncoding.decode(name)
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .orElse(name)
              .toLowerCase(Locale.ROOT);
      switch (plain) {
        case "x-amz-algorithm", "x-amz-credential", "x-amz-signature" -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private static void requireSigned(HttpRequest request, Authorization authorization, String name) {
    String _ = single(request, name);
    if (!authorization.signs(name)) {
      throw invalid("The header " + name + " must be signed");
    }
  }

  /** Whatever an x-amz header comes to mean one day, nobody on the way may add it. */
  private static void requireAmazonsOwnSigned(HttpRequest request, Authorization authorization) {
    for (Header header : request.headers()) {
      String name = header.key();
      if (name.startsWith("x-amz-") && !authorization.signs(name)) {
        throw invalid("Every x-amz header must be signed");
      }
    }
  }

  /** The value of a header that must be there once. */
  private static String single(HttpRequest request, String name) {
    List<String> values = request.all(name);
    if (values.size() != 1) {
      throw incomplete("The request must have exactly one " + name + " header");
    }
    return values.getFirst();
  }

  private static Instant instant(String date) {
    try {
      return AMZ_DATE.parse(date, Instant::from);
    } catch (DateTimeException e) {
      throw incomplete("x-amz-date must have the form yyyyMMddTHHmmssZ");
    }
  }

  private void requireScope(Authorization.Scope scope, String day) {
    Authorization.Scope expected = new Authorization.Scope(day, region, service, TERMINATOR);
    if (!scope.equals(expected)) {
      throw invalid("The credential must be scoped to " + expected.text());
    }
  }

  private void requireFresh(Instant signed) {
    Instant now = clock.instant();
    if (signed.isBefore(now.minus(SKEW))) {
      throw invalid("The request has expired: x-amz-date is more than five minutes old");
    }
    if (signed.isAfter(now.plus(SKEW))) {
      throw invalid("The request is not yet current: x-amz-date is more than five minutes ahead");
    }
  }

  /** Always of the body that arrived; a header that says otherwise, or nothing, is refused. */
  private static String bodyHash(HttpRequest request) {
    String hash = hex(sha256(request.body()));
    if (request.header("x-amz-content-sha256").isPresent()
        && !single(request, "x-amz-content-sha256").equals(hash)) {
      throw invalid("The body does not match x-amz-content-sha256");
    }
    return hash;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static WireException incomplete(String message) {
    return new WireException(ErrorName.INCOMPLETE_SIGNATURE, message);
  }

  private static WireException invalid(String message) {
    return new WireException(ErrorName.INVALID_SIGNATURE, message);
  }

  private static WireException unrecognized(String message) {
    return new WireException(ErrorName.UNRECOGNIZED_CLIENT, message);
  }
}
