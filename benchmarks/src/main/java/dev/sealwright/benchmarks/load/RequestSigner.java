package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 of a POST to "/" with the four headers that this caller sends.
 *
 * <p>Digest, MAC and the key of the day are kept, so a signature is three hashes and one HMAC. Used
 * by one thread at a time.
 */
final class RequestSigner {
  static final String CONTENT_TYPE = "application/x-amz-json-1.1";
  static final String TARGET = "ACMPrivateCA.";

  private static final String SERVICE = "acm-pca";
  private static final String SIGNED = "content-type;host;x-amz-date;x-amz-target";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Credential credential;
  private final InstantSource clock;
  private final byte[] beforeDate;
  private final String prefix;
  private final MessageDigest sha256;
  private final Mac mac;
  private final HexFormat hex = HexFormat.of();
  private long second = Long.MIN_VALUE;
  private String date = "";
  private String scope = "";

  /** For requests to this value of the header Host. */
  RequestSigner(Credential credential, String host, InstantSource clock) {
    this.credential = credential;
    this.clock = clock;
    beforeDate =
        ("POST\n/\n\ncontent-type:" + CONTENT_TYPE + "\nhost:" + host + "\nx-amz-date:")
            .getBytes(US_ASCII);
    prefix = "AWS4-HMAC-SHA256 Credential=" + credential.id() + "/";
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
      mac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  /**
   * The headers of the signature.
   *
   * @param date for X-Amz-Date
   * @param authorization for Authorization
   */
  record Headers(String date, String authorization) {}

  Headers sign(String operation, byte[] body) {
    tell();
    String bodyHash = hex.formatHex(sha256.digest(body));
    sha256.update(beforeDate);
    sha256.update(
        (date + "\nx-amz-target:" + TARGET + operation + "\n\n" + SIGNED + "\n" + bodyHash)
            .getBytes(US_ASCII));
    String toSign =
        "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hex.formatHex(sha256.digest());
    String signature = hex.formatHex(mac.doFinal(toSign.getBytes(US_ASCII)));
    return new Headers(
        date, prefix + scope + ", SignedHeaders=" + SIGNED + ", Signature=" + signature);
  }

  /** The date of the request; on a new day, the key of that day. */
  private void tell() {
    Instant now = clock.instant();
    if (now.getEpochSecond() == second) {
      return;
    }
    second = now.getEpochSecond();
    date = DATE.format(now);
    String day = date.substring(0, 8);
    if (scope.startsWith(day)) {
      return;
    }
    scope = String.join("/", day, credential.region(), SERVICE, "aws4_request");
    byte[] key = ("AWS4" + credential.secret()).getBytes(UTF_8);
    for (String step : scope.split("/", -1)) {
      use(key);
      key = mac.doFinal(step.getBytes(UTF_8));
    }
    use(key);
  }

  private void use(byte[] key) {
    try {
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC refuses a key", e);
    }
  }
}
