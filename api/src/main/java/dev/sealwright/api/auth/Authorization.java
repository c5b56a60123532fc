package dev.sealwright.api.auth;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A parsed {@code Authorization} header.
 *
 * @param accessKeyId well formed, perhaps unknown
 * @param scope what follows the access key id: date, region, service, terminator
 * @param signedHeaders lower case, ascending, without repetition
 * @param signature 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private and short-lived; never compared whole.
record Authorization(
    String accessKeyId, Scope scope, List<String> signedHeaders, byte[] signature) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final int LONGEST = 8 << 10;
  private static final int MOST_SIGNED_HEADERS = 100;
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

  /** RFC 9110 5.6.2 token without its upper case: names of signed headers are in lower case. */
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,128}");

  /** The credential scope. */
  record Scope(String date, String region, String service, String terminator) {
    String text() {
      return String.join("/", date, region, service, terminator);
    }
  }

  /**
   * Parses it; parts may come in any order, with or without spaces around the commas.
   *
   * @throws WireException IncompleteSignatureException
   */
  static Authorization parse(String header) {
    if (header.length() > LONGEST) {
      throw malformed("The Authorization header is too long");
    }
    if (!header.startsWith(ALGORITHM + " ")) {
      throw malformed("The Authorization header must begin with " + ALGORITHM);
    }
    Map<String, String> parts = new HashMap<>();
    for (String part : header.substring(ALGORITHM.length() + 1).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0
          || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
              != null) {
        throw malformed("The Authorization header has a part that is repeated or not name=value");
      }
    }
    String credential = take(parts, "Credential");
    String signedHeaders = take(parts, "SignedHeaders");
    String signature = take(parts, "Signature");
    if (!parts.isEmpty()) {
      throw malformed("The Authorization header has a part that is not known");
    }
    if (!SIGNATURE.matcher(signature).matches()) {
      throw malformed("The Signature must be 64 lower-case hexadecimal digits");
    }
    String[] fields = credential.split("/", -1);
    if (fields.length != 5 || !AccessKey.isId(fields[0])) {
      throw malformed("The Credential must be an access key id and a scope of four parts");
    }
    return new Authorization(
        fields[0],
        new Scope(fields[1], fields[2], fields[3], fields[4]),
        names(signedHeaders),
        HexFormat.of().parseHex(signature));
  }

  boolean signs(String header) {
    return signedHeaders.contains(header);
  }

  private static String take(Map<String, String> parts, String name) {
    String value = parts.remove(name);
    if (value == null || value.isEmpty()) {
      throw malformed("The Authorization header lacks " + name);
    }
    return value;
  }

  private static List<String> names(String signedHeaders) {
    String[] names = signedHeaders.split(";", MOST_SIGNED_HEADERS + 1);
    if (names.length > MOST_SIGNED_HEADERS) {
      throw malformed("More than " + MOST_SIGNED_HEADERS + " signed headers");
    }
    String last = "";
    for (String name : names) {
      if (!HEADER_NAME.matcher(name).matches() || name.compareTo(last) <= 0) {
        throw malformed("SignedHeaders must be header names in lower case, sorted, each once");
      }
      last = name;
    }
    return List.of(names);
  }

  private static WireException malformed(String message) {
    return new WireException(ErrorName.INCOMPLETE_SIGNATURE, message);
  }
}
