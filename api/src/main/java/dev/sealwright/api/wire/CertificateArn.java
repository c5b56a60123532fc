package dev.sealwright.api.wire;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * The ARN of a certificate: {@code <CA ARN>/certificate/<serial>}.
 *
 * @param serial 32 lower-case hexadecimal digits
 */
public record CertificateArn(CaArn authority, String serial) {
  private static final String SEPARATOR = "/certificate/";
  private static final int BITS = 128;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");
  // 2^128 has 39 decimal digits.
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,39}");

  public CertificateArn {
    if (!HEX.matcher(serial).matches()) {
      throw new IllegalArgumentException("a serial is 32 lower-case hexadecimal digits");
    }
  }

  /**
   * Reads an ARN. The model's sample shows the serial in decimal, so that is taken as well; 32
   * digits are always read as hexadecimal.
   *
   * @throws WireException INVALID_ARN
   */
  public static CertificateArn parse(String text) {
    int at = text.lastIndexOf(SEPARATOR);
    if (at < 0) {
      throw malformed(text);
    }
    String id = text.substring(at + SEPARATOR.length());
    CaArn authority = CaArn.parse(text.substring(0, at));
    if (HEX.matcher(id).matches()) {
      return new CertificateArn(authority, id);
    }
    if (!DECIMAL.matcher(id).matches()) {
      throw malformed(text);
    }
    BigInteger number = new BigInteger(id);
    if (number.bitLength() > BITS) {
      throw malformed(text);
    }
    String digits = number.toString(16);
    return new CertificateArn(authority, "0".repeat(32 - digits.length()) + digits);
  }

  @Override
  public String toString() {
    return authority + SEPARATOR + serial;
  }

  private static WireException malformed(String text) {
    return new WireException(
        ErrorName.INVALID_ARN, "'" + Excerpt.of(text, 200) + "' is not the ARN of a certificate");
  }
}
