package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Signs as a client does what {@link SigV4Verifier} verifies, for requests that the server sends to
 * itself. Threads: shared freely.
 */
public final class SigV4Signer {
  private final AccessKey key;
  private final String region;
  private final String service;
  private final SigningKeys signingKeys;

  /**
   * A signer for one region and service.
   *
   * @param service the signing name, {@code acm-pca}
   */
  public SigV4Signer(AccessKey key, String region, String service) {
    this.key = key;
    this.region = region;
    this.service = service;
    this.signingKeys = new SigningKeys(region, service);
  }

  /**
   * The headers, with X-Amz-Date and Authorization beside them.
   *
   * @param unsigned a POST to "/"; every header it has will be signed
   */
  public List<Header> signed(HttpRequest unsigned, Instant now) {
    String date = SigV4Verifier.AMZ_DATE.format(now);
    List<Header> headers = new ArrayList<>(unsigned.headers());
    headers.add(new Header("x-amz-date", date));
    List<String> names = headers.stream().map(Header::key).sorted().toList();
    var dated =
        new HttpRequest(
            unsigned.method(), unsigned.path(), unsigned.rawQuery(), headers, unsigned.body());
    String day = date.substring(0, 8);
    String scope = String.join("/", day, region, service, SigV4Verifier.TERMINATOR);
    String canonical =
        CanonicalRequest.of(dated, names, SigV4Verifier.hex(SigV4Verifier.sha256(unsigned.body())));
    String hash =
        SigV4Verifier.hex(SigV4Verifier.sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    String toSign = String.join("\n", Authorization.ALGORITHM, date, scope, hash);
    headers.add(
        new Header(
            "authorization",
            "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                    Authorization.ALGORITHM,
                    key.id(),
                    scope,
                    String.join(";", names),
                    HexFormat.of().formatHex(signingKeys.sign(key, day, toSign)))));
    return headers;
  }
}
