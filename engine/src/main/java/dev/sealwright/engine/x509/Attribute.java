package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One attribute of a distinguished name, as text.
 *
 * <p>Country, DN qualifier and serial number become PrintableString and domain component and e-mail
 * address IA5String, as their definitions demand (RFC 5280 appendix A); all others UTF8String.
 *
 * @param oid dotted decimal
 * @param value not empty; INVALID_ARGUMENT when the attribute's string type cannot carry it
 */
public record Attribute(String oid, String value) {
  public static final String COMMON_NAME = "2.5.4.3";
  public static final String SERIAL_NUMBER = "2.5.4.5";
  public static final String COUNTRY = "2.5.4.6";
  public static final String ORGANIZATION = "2.5.4.10";
  public static final String DN_QUALIFIER = "2.5.4.46";
  public static final String DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
  public static final String EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

  /** RFC 5280 appendix A.1, ub-common-name. A request with more would be refused. */
  private static final int MAX_COMMON_NAME = 64;

  private static final Map<String, String> WORDS =
      Map.of(
          COMMON_NAME, "common name",
          SERIAL_NUMBER, "serial number",
          COUNTRY, "country",
          ORGANIZATION, "organization",
          DN_QUALIFIER, "distinguished name qualifier",
          DOMAIN_COMPONENT, "domain component",
          EMAIL_ADDRESS, "e-mail address");

  /** X.680 41.4, table 10. */
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9 '()+,./:=?-]+");

  private static final Pattern IA5 = Pattern.compile("\\p{ASCII}+");
  private static final Pattern DOTTED = Pattern.compile("[0-2](\\.(0|[1-9][0-9]{0,38})){1,31}");

  public Attribute {
    if (!DOTTED.matcher(oid).matches()) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, "a subject attribute has no proper object identifier");
    }
    if (value.isEmpty()) {
      throw refusal(oid, "is empty");
    }
    // A NUL or a line feed in a name has fooled programs that print it or compare it as a C string.
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw refusal(oid, "has a control character");
    }
    if (oid.equals(COMMON_NAME) && value.codePointCount(0, value.length()) > MAX_COMMON_NAME) {
      throw refusal(oid, "has more than " + MAX_COMMON_NAME + " characters");
    }
    encode(oid, value);
  }

  /** DER of the AttributeTypeAndValue. */
  byte[] encode() {
    return encode(oid, value);
  }

  private static byte[] encode(String oid, String value) {
    byte[] string =
        switch (oid) {
          case COUNTRY, DN_QUALIFIER, SERIAL_NUMBER ->
              matching(PRINTABLE, Der.PRINTABLE_STRING, oid, value);
          case DOMAIN_COMPONENT, EMAIL_ADDRESS -> matching(IA5, Der.IA5_STRING, oid, value);
          case String other -> Text.utf8(described(other), value);
        };
    try {
      return Der.sequence(Der.objectIdentifier(oid), string);
    } catch (IllegalArgumentException e) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, "a subject attribute has no proper object identifier", e);
    }
  }

  private static byte[] matching(Pattern characters, int tag, String oid, String value) {
    if (!characters.matcher(value).matches()) {
      throw refusal(oid, "has a character that its string type does not allow");
    }
    return Der.element(tag, value.getBytes(StandardCharsets.US_ASCII));
  }

  private static CaException refusal(String oid, String trouble) {
    return Text.refusal(described(oid), trouble);
  }

  private static String described(String oid) {
    return "the subject attribute " + WORDS.getOrDefault(oid, oid);
  }
}
