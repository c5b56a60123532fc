package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Any request of one who does not know the secret: refused by name, and never let in. */
class SigV4VerifierFuzzTest {
  private static final String KEY = "AKIDEXAMPLE";
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String SCOPE = "20261125/us-east-1/acm-pca/aws4_request";

  private final SigV4Verifier verifier =
      new SigV4Verifier(
          AccessKeys.of(
              List.of(
                  new AccessKey(
                      KEY, "a secret of the fuzz test", new Caller("123456789012", "arn:x")))),
          "us-east-1",
          "acm-pca",
          new HandClock(NOW));

  /**
   * Lines: method, path, query, then headers. What a signed request must have and does not is
   * added, so that the canonical form is reached.
   */
  @FuzzTest
  void request(byte[] input) {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 300);
    List<Header> headers = new ArrayList<>();
    for (int i = 3; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(
          colon < 0
              ? new Header(lines[i], "")
              : new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    complete(headers);
    HttpRequest request =
        new HttpRequest(line(lines, 0), line(lines, 1), line(lines, 2), headers, new byte[0]);
    Throwable refusal =
        Allocation.bounded(
            input.length, 400, 4 << 20, () -> catchThrowable(() -> verifier.verify(request)));
    assertThat(refusal).isInstanceOf(WireException.class);
    if (refusal instanceof WireException e) {
      assertThat(e.error())
          .isIn(
              ErrorName.INVALID_SIGNATURE,
              ErrorName.INCOMPLETE_SIGNATURE,
              ErrorName.MISSING_AUTHENTICATION_TOKEN,
              ErrorName.UNRECOGNIZED_CLIENT);
    }
  }

  private static void complete(List<Header> headers) {
    add(headers, "host", "localhost");
    add(headers, "x-amz-date", "20261125T120000Z");
    add(headers, "x-amz-target", "ACMPrivateCA.ListTags");
    TreeSet<String> names = new TreeSet<>();
    headers.forEach(header -> names.add(header.key()));
    names.remove("");
    add(
        headers,
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(KEY, SCOPE, String.join(";", names), "0".repeat(64)));
  }

  private static void add(List<Header> headers, String name, String value) {
    if (headers.stream().noneMatch(header -> header.key().equals(name))) {
      headers.add(new Header(name, value));
    }
  }

  private static String line(String[] lines, int index) {
    return index < lines.length ? lines[index] : "";
  }
}
