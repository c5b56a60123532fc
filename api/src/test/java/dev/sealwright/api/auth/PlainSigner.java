package dev.sealwright.api.auth;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A second signer, for POSTs to "/" with tidy headers: it signs what it is told to, also what the
 * SDK would never leave out or put in.
 */
public record PlainSigner(String keyId, String secret, String date, String scope) {

  /** Adds x-amz-date and Authorization; signs every header but those that are named. */
  public HttpRequest sign(List<Header> given, String body, String... unsigned) {
    return sign(given, body.getBytes(StandardCharsets.UTF_8), unsigned);
  }

  /** The same for a body that need not be text. */
  public HttpRequest sign(List<Header> given, byte[] bytes, String... unsigned) {
    List<Header> headers = new ArrayList<>(given);
    headers.add(new Header("X-Amz-Date", date));
    TreeSet<String> names = new TreeSet<>();
    headers.forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
    names.removeAll(List.of(unsigned));
    HttpRequest request = new HttpRequest("POST", "/", "", headers, bytes);
    StringBuilder canonical = new StringBuilder("POST\n/\n\n");
    for (String name : names) {
      canonical.append(name).append(':').append(String.join(",", request.all(name))).append('\n');
    }
    String list = String.join(";", names);
    canonical.append('\n').append(list).append('\n').append(hash(bytes));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            date,
            scope,
            hash(canonical.toString().getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String step : scope.split("/", -1)) {
      key = hmac(key, step);
    }
    headers.add(
        new Header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(keyId, scope, list, HexFormat.of().formatHex(hmac(key, toSign)))));
    return new HttpRequest("POST", "/", "", headers, bytes);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
